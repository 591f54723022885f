/** What real faults do to an import: kill -9, a full disk, a database that is gone. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { ImportWork } from '../../test/helpers/import-worker.ts';
import { type Child, startChild } from '../../test/helpers/index.ts';
import type { Recording } from '../recordings/recording.ts';
import { writeArchive } from '../simulator/archives/archive.ts';
import type { RecordingOptions, SimulatedRecording } from '../simulator/archives/recording.ts';
import { archivedFiles, filesBelow, type Imports, openImports } from './fixture.ts';

const worker = fileURLToPath(new URL('../../test/helpers/import-worker.ts', import.meta.url));

/** Starts an importer as a process; `wrapper`: a command that runs it. */
async function startWorker(imports: Imports, wrapper: readonly string[] = []): Promise<Child> {
  const { config, directories } = imports;
  const work: ImportWork = { config, dataDir: config.dataDir, ...directories };
  const [command = '', ...args] = [...wrapper, process.execPath, worker, JSON.stringify(work)];
  const env = { ...process.env, NODE_COMPILE_CACHE: join(inject('tempRoot'), 'compile-cache') };
  const child = await startChild(command, args, { env });
  onTestFinished(async () => void (await child.stop('SIGKILL')));
  return child;
}

async function deliver(imports: Imports, options: RecordingOptions): Promise<SimulatedRecording> {
  return (await writeArchive(imports.directories.spool, { bytes: 12_000, slides: 2, ...options })).recording;
}

async function recordings({ database }: Imports): Promise<Recording[]> {
  return (await Array.fromAsync(database.recordings.list({ states: 'any' }))).flat();
}

function spooled({ directories }: Imports): string[] {
  return readdirSync(directories.spool);
}

describe('kill -9 at any point of an import', () => {
  it('shows nothing by halves, and the next one ends as if nothing had happened', {
    timeout: 60_000,
  }, async () => {
    const imports = await openImports();
    const all: SimulatedRecording[] = [];
    for (let seed = 0; seed < 30; seed++) all.push(await deliver(imports, { seed }));
    const url = 'https://moodle.example.com/ready';
    for (const { meetingId } of all)
      await imports.database.callbackData.keep(meetingId, { recording_ready_url: url });
    const expected = new Map(all.map((recording) => [recording.recordId, archivedFiles(recording)]));
    let cutOff = 0;
    for (let kill = 0; kill < 20; kill++) {
      const child = await startWorker(imports);
      await child.stdout.match(/the importer runs/);
      await delay(Math.random() * 160);
      await child.stop('SIGKILL');
      if (existsSync(imports.directories.work)) cutOff += readdirSync(imports.directories.work).length;
      await expectNothingByHalves(imports, expected);
    }
    // The kills came in the middle of something.
    expect(cutOff).toBeGreaterThan(0);
    const last = await startWorker(imports);
    await expect.poll(() => spooled(imports)).toEqual([]);
    await last.stop('SIGKILL');
    expect(filesBelow(imports.directories.published)).toEqual(Object.assign({}, ...expected.values()));
    expect(filesBelow(imports.directories.unpublished)).toEqual({});
    expect(readdirSync(imports.directories.work)).toEqual([]);
    const found = await recordings(imports);
    expect(found.map(({ recordId }) => recordId).sort()).toEqual([...expected.keys()].sort());
    for (const { formats } of found) expect(formats).toHaveLength(3);
    const events = await imports.database.outbox.list({}, { limit: 1000 });
    expect(events).toHaveLength(all.length);
  });
});

/** Whatever can be listed can be played, all of it. */
async function expectNothingByHalves(
  imports: Imports,
  expected: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Promise<void> {
  for (const { recordId, formats } of await recordings(imports)) {
    for (const { format } of formats) {
      const folder = `${format}/${recordId}`;
      const whole = Object.entries(expected.get(recordId) ?? {}).filter(([path]) =>
        path.startsWith(`${folder}/`),
      );
      const there = filesBelow(join(imports.directories.published, folder));
      const paths = Object.fromEntries(
        Object.entries(there).map(([path, text]) => [`${folder}/${path}`, text]),
      );
      expect(paths).toEqual(Object.fromEntries(whole));
    }
  }
}

describe('a disk that is full', () => {
  it('is told, loses nothing, stops no smaller recording, and is tried again', async () => {
    const imports = await openImports();
    const { spool, work, published } = imports.directories;
    mkdirSync(work);
    const large = await deliver(imports, { seed: 'large', bytes: 6_000_000 });
    const small = await deliver(imports, { seed: 'small' });
    const child = await startWorker(imports, fullDisk(work));
    await child.stdout.match(/trying again.*/);
    await expect.poll(() => spooled(imports)).toEqual([`${large.recordId}.tar`]);
    expect(child.stdout.text()).toMatch(/it could not be done now; trying again .*(ENOSPC|EFBIG)/);
    expect(filesBelow(published)).toEqual(archivedFiles(small));
    await child.stop('SIGKILL');
    await startWorker(imports);
    await expect.poll(() => readdirSync(spool)).toEqual([]);
    expect(filesBelow(published)).toEqual({ ...archivedFiles(small), ...archivedFiles(large) });
    await expect.poll(() => readdirSync(work)).toEqual([]);
  });
});

/**
 * Runs a command that finds no room in the work directory: on a file system of 2 MB in memory, which nobody
 * else sees and which goes with the process; where that is not allowed, no file may grow beyond 2 MB.
 */
function fullDisk(work: string): readonly string[] {
  const mounted = 'mount -t tmpfs -o size=2m none "$0" && exec "$@"';
  const own = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', mounted, work];
  const [command = '', ...args] = [...own, 'true'];
  if (spawnSync(command, args).status === 0) return own;
  return ['bash', '-c', 'ulimit -f 2048 && exec "$@"', 'limited'];
}

describe('a database that goes away in the middle', () => {
  it('is waited for, and the import goes on where it was', async () => {
    const imports = await openImports('PostgreSQL');
    const url = new URL(imports.env['DATABASE_URL'] ?? '');
    const admin = new Client({ connectionString: new URL('/postgres', url).href });
    await admin.connect();
    onTestFinished(() => admin.end());
    const name = url.pathname.slice(1);
    const doors = async (open: boolean): Promise<void> => {
      await admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${open}`);
      if (!open)
        await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
          name,
        ]);
    };
    const all: SimulatedRecording[] = [];
    for (let seed = 0; seed < 4; seed++) all.push(await deliver(imports, { seed }));
    const closed = Promise.withResolvers<void>();
    let installed = 0;
    imports.start(({ files }) => ({
      files: {
        ...files,
        async install(...args) {
          await files.install(...args);
          installed += 1;
          if (installed === 5) await doors(false).then(closed.resolve);
        },
      },
    }));
    await closed.promise;
    expect(spooled(imports).length).toBeGreaterThan(1);
    await delay(1500);
    await doors(true);
    await expect.poll(() => spooled(imports)).toEqual([]);
    expect(filesBelow(imports.directories.published)).toEqual(Object.assign({}, ...all.map(archivedFiles)));
    expect(await recordings(imports)).toHaveLength(4);
    expect(readdirSync(imports.directories.work)).toEqual([]);
  });
});
