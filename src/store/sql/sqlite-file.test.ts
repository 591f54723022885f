import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempDir, tempDir } from '../../../test/helpers/index.ts';
import { type ClusterStore, StoreUnavailable } from '../../cluster/ports.ts';
import { addServer, loadOf, place, SOON } from '../contract/subject.ts';
import { configOf, startStoreProcess } from './fixture.ts';
import { openSqliteStore } from './sqlite.ts';

describe('the embedded database', () => {
  let directory: TempDir;
  let file: string;
  let store: ClusterStore;

  beforeEach(async () => {
    directory = await tempDir();
    file = join(directory.path, 'data', 'cluster.db');
    store = openSqliteStore({ file });
  });
  afterEach(async () => {
    await store.close();
    await directory.remove();
  });

  const modeOf = (path: string) => statSync(path).mode & 0o777;
  const read = () => store.servers.list();

  describe('as a file', () => {
    it('is made by the migration, for its owner alone', async () => {
      await expect(store.check()).rejects.toThrow(/There is no database .*cluster\.db/);
      expect(existsSync(join(directory.path, 'data'))).toBe(false);
      await store.migrate();
      await addServer(store, { id: 'bbb1' });
      expect(modeOf(join(directory.path, 'data'))).toBe(0o700);
      expect([modeOf(file), modeOf(`${file}-wal`), modeOf(`${file}-shm`)]).toEqual([0o600, 0o600, 0o600]);
    });

    it('that is removed makes the store unavailable until it is back', async () => {
      await store.migrate();
      await addServer(store, { id: 'bbb1' });
      await store.close();
      store = openSqliteStore({ file });
      await read();
      renameSync(file, `${file}.away`);
      await expect.poll(() => read().catch((error: unknown) => error), SOON).toBeInstanceOf(StoreUnavailable);
      await expect(store.check()).rejects.toThrow(StoreUnavailable);
      expect(existsSync(file)).toBe(false);
      renameSync(`${file}.away`, file);
      expect((await read()).map((server) => server.id)).toEqual(['bbb1']);
    });

    it('that is replaced is read anew', async () => {
      await store.migrate();
      await addServer(store, { id: 'bbb1' });
      await store.close();
      copyFileSync(file, `${file}.backup`);
      store = openSqliteStore({ file });
      await addServer(store, { id: 'bbb2' });
      for (const path of [file, `${file}-wal`, `${file}-shm`]) rmSync(path);
      renameSync(`${file}.backup`, file);
      await expect.poll(async () => (await read()).map((server) => server.id), SOON).toEqual(['bbb1']);
      await addServer(store, { id: 'bbb3' });
      expect((await read()).map((server) => server.id)).toEqual(['bbb1', 'bbb3']);
    });

    it('that is none is told from a missing one', async () => {
      await store.migrate();
      await store.close();
      writeFileSync(file, 'This is no database. '.repeat(1000));
      store = openSqliteStore({ file });
      await expect(store.check()).rejects.toThrow(StoreUnavailable);
      await expect(store.migrate()).rejects.toThrow(/cluster\.db cannot be used: file is not a database/);
    });

    it('where no directory can be made says so', async () => {
      writeFileSync(join(directory.path, 'data'), 'a file in the way');
      await expect(store.migrate()).rejects.toThrow(StoreUnavailable);
      await expect(store.migrate()).rejects.toThrow(/cluster\.db cannot be used: EEXIST|ENOTDIR/);
    });

    it('in a directory that may not be written says so', async () => {
      chmodSync(directory.path, 0o555);
      const asNobody = 'if (process.getuid() === 0) process.setuid(65534);';
      const body = `${asNobody} await store.migrate().catch((error) => say(error.name + ': ' + error.message));`;
      const config = configOf({ dataDir: join(directory.path, 'data') });
      const child = await startStoreProcess(config, body);
      await child.exited;
      expect(child.output.text()).toMatch(/^StoreUnavailable: .*cluster\.db cannot be used: EACCES/);
    });

    it('on a full disk refuses writes, goes on being read, and heals', async () => {
      await store.migrate();
      await addServer(store, { id: 'bbb1' });
      const body = `
        process.stdin.on('data', () => {});
        const add = (id) => store.servers.add({ id, url: 'x'.repeat(5000), secret: '', loadMultiplier: 1, tag: undefined });
        const failed = async () => {
          for (let count = 0; count < 200; count += 1) {
            const error = await add('big' + count).then(() => undefined, (reason) => reason);
            if (error) return error;
          }
        };
        say((await failed())?.constructor.name + ': ' + store.readOnly());
        say((await store.servers.find('bbb1'))?.id);
        for (let healed = false; !healed; ) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          healed = await add('healed').catch(() => false);
        }
        say('healed');
        process.stdin.destroy();`;
      // No file may grow beyond 300 kB: as on a full disk, writes fail while all else works.
      const limited = ['prlimit', '--fsize=300000:unlimited'];
      const child = await startStoreProcess(
        configOf({ dataDir: join(directory.path, 'data') }),
        body,
        limited,
      );
      await child.output.match(/StoreReadOnly: The database \S+cluster\.db cannot be used: [^\n]+\nbbb1\n/);
      execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited']);
      await child.output.match(/healed/);
      expect(await child.exited).toEqual({ code: 0, signal: null });
      expect(await store.servers.find('healed')).toBeDefined();
    });
  });

  describe('while another process holds the lock', () => {
    let other: DatabaseSync;
    beforeEach(async () => {
      await store.migrate();
      other = new DatabaseSync(file);
      other.exec('BEGIN IMMEDIATE');
    });
    afterEach(() => other.close());

    it('is read, and written as soon as it is free, timers being served meanwhile', async () => {
      expect(await read()).toEqual([]);
      const writing = addServer(store, { id: 'bbb1' });
      const started = Date.now();
      await delay(50);
      expect(Date.now() - started).toBeLessThan(1900);
      expect(await read()).toEqual([]);
      other.exec('COMMIT');
      expect((await writing).id).toBe('bbb1');
    });

    it('gives writes up after two seconds', async () => {
      const started = Date.now();
      await expect(store.servers.suspect('bbb1', 1)).rejects.toThrow(StoreUnavailable);
      expect(Date.now() - started).toBeGreaterThan(1900);
      expect(Date.now() - started).toBeLessThan(15_000);
    });
  });

  describe('shared by 4 processes', () => {
    const WRITERS = 4;

    it('loses no write of any', async () => {
      await store.migrate();
      await addServer(store, { id: 'bbb1' });
      await place(store, 'room');
      const body = `
        for (let count = 0; count < 150; count += 1) {
          await store.meetings.locate('room', { join: true });
          await store.leases.acquire([process.pid + ' ' + count], 'me', 60000);
        }`;
      const config = configOf({ dataDir: join(directory.path, 'data') });
      const starting = Array.from({ length: WRITERS }, () => startStoreProcess(config, body));
      const exits = await Promise.all((await Promise.all(starting)).map((child) => child.exited));
      expect(exits.map((exit) => exit.code)).toEqual([0, 0, 0, 0]);
      expect(await loadOf(store, 'bbb1')).toBe(1 + WRITERS * 150);
      expect(count('cluster_leases')).toBe(WRITERS * 150);
    });

    it('keeps every acknowledged write through a kill -9', async () => {
      await store.migrate();
      const body = `
        for (let count = 0; ; count += 1) {
          const id = process.pid + '-' + count;
          await store.servers.add({ id, url: '', secret: '', loadMultiplier: 1, tag: undefined });
          say(id);
        }`;
      const config = configOf({ dataDir: join(directory.path, 'data') });
      const starting = Array.from({ length: WRITERS }, () => startStoreProcess(config, body));
      const writers = await Promise.all(starting);
      for (const writer of writers) await writer.output.match(/-30\n/);
      for (const writer of writers) writer.signal('SIGKILL');
      await Promise.all(writers.map((writer) => writer.exited));
      const acknowledged = writers.flatMap((writer) => writer.stdout.text().split('\n').slice(0, -1));
      expect(acknowledged.length).toBeGreaterThan(WRITERS * 30);
      const kept = new Set((await read()).map((server) => server.id));
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
      expect(integrity()).toBe('ok');
    });
  });

  function ask(text: string): unknown {
    const handle = new DatabaseSync(file);
    const [value] = Object.values(handle.prepare(text).get() ?? {});
    handle.close();
    return value;
  }
  const count = (table: string) => ask(`SELECT count(*) FROM ${table}`);
  const integrity = () => ask('PRAGMA integrity_check');
});
