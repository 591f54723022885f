import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Client, types } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { freshDatabase, type Service, startPostgres } from '../../../test/helpers/index.ts';
import { type ClusterStore, StoreReadOnly, StoreUnavailable } from '../../cluster/ports.ts';
import { addServer, place, request } from '../contract/subject.ts';
import { openPostgresDatabaseStore } from './database-store.ts';
import { openPostgresStore } from './postgres.ts';

const TIMEOUT_MS = 1200;
const HANGING = "SELECT FROM pg_locks WHERE NOT granted AND relation = 'cluster_meetings'::regclass";
/** After which what reads no longer waits for another go. */
const PATIENCE_MS = 250;

describe('a PostgreSQL', () => {
  let service: Service;
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let store: ClusterStore;
  const lines: string[] = [];
  const log = {
    info: (_: object, message: string) => lines.push(message),
    warn: (_: object, message: string) => lines.push(message),
  };
  const open = (url: string) => openPostgresStore({ url, queryTimeoutMs: TIMEOUT_MS, log });

  beforeAll(async () => {
    service = await startPostgres();
  });
  afterAll(() => service.dispose());
  beforeEach(async () => {
    lines.length = 0;
    database = await freshDatabase(service.url);
    store = open(database.url);
    await store.migrate();
    await addServer(store, { id: 'bbb1' });
    await place(store, 'room');
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  /** Every connection of the pool in use once, so that all of them are open and idle. */
  const warmUp = () => Promise.all(Array.from({ length: 30 }, () => store.servers.list()));

  async function asOperator(work: (client: Client) => Promise<unknown>): Promise<void> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  }

  it('that refuses what is too much for an index is not taken for one that is down', async () => {
    const failure = await place(store, randomBytes(10_000).toString('hex')).catch((error: unknown) => error);
    expect(failure).toHaveProperty('message', expect.stringContaining('index row'));
    expect(failure).not.toBeInstanceOf(StoreUnavailable);
    expect(lines).toEqual([]);
  });

  it('that is a standby, or whose disk is full, is read all the same, and says so once', async () => {
    const standby = new URL(database.url);
    standby.searchParams.set('options', '-c default_transaction_read_only=on');
    const reading = open(standby.href);
    try {
      await expect(place(reading, 'other')).rejects.toBeInstanceOf(StoreReadOnly);
      await expect(reading.meetings.locate('room', { join: true })).rejects.toBeInstanceOf(StoreReadOnly);
      expect((await reading.meetings.locate('room'))?.server.id).toBe('bbb1');
      expect(reading.readOnly?.()).toContain('read-only transaction');
      expect(lines).toEqual(['PostgreSQL is read-only: nothing is written']);
      await place(store, 'another');
      expect(store.readOnly?.()).toBeUndefined();
    } finally {
      await reading.close();
    }
  });

  it('that is a standby tells so too of what is kept beside the cluster', async () => {
    const beside = openPostgresDatabaseStore({ url: database.url });
    await beside.migrate();
    await beside.close();
    const standby = new URL(database.url);
    standby.searchParams.set('options', '-c default_transaction_read_only=on');
    const reading = openPostgresDatabaseStore({ url: standby.href });
    try {
      expect(reading.readOnly?.()).toBeUndefined();
      await expect(reading.users.remove('nobody')).rejects.toBeInstanceOf(StoreReadOnly);
      await reading.check();
      expect(reading.readOnly?.()).toContain('read-only transaction');
    } finally {
      await reading.close();
    }
  });

  it('that is down makes the store unavailable, and is used as soon as it is up', async () => {
    await service.stop();
    const early = open(database.url);
    const asked = [early.check(), early.migrate(), early.meetings.place(request('other'))];
    for (const result of await Promise.allSettled(asked)) {
      expect(result).toHaveProperty('reason.name', 'StoreUnavailable');
      expect(result).toHaveProperty('reason.cause.code', 'ECONNREFUSED');
    }
    await service.start();
    await early.check();
    expect((await early.meetings.locate('room'))?.server.id).toBe('bbb1');
    expect(lines).toEqual([
      'PostgreSQL can not be used; every request tries again',
      'PostgreSQL can be used again',
    ]);
    await early.close();
  });

  it('that was restarted is used at once', async () => {
    await warmUp();
    await service.stop();
    await service.start();
    expect((await store.meetings.locate('room', { join: true }))?.server.id).toBe('bbb1');
    expect((await place(store, 'other')).server.id).toBe('bbb1');
    await warmUp();
  });

  it('that was killed is used again once it is up', async () => {
    await warmUp();
    // What was written last may be lost by a crash of PostgreSQL; not what a checkpoint has seen.
    await asOperator((client) => client.query('CHECKPOINT'));
    await service.kill();
    await expect(store.meetings.locate('room')).rejects.toThrow(StoreUnavailable);
    await service.start();
    expect((await store.meetings.locate('room'))?.server.id).toBe('bbb1');
    await warmUp();
  });

  it('that ends idle connections costs no request, not even one that must not be sent twice', async () => {
    await asOperator(async (client) => {
      for (let round = 0; round < 5; round += 1) {
        await warmUp();
        await client.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
          ['scalelite'],
        );
        await Promise.all(Array.from({ length: 12 }, (_, at) => place(store, `room ${round} ${at}`)));
      }
    });
  });

  it('that is frozen makes the store unavailable in bounded time, and is used once it goes on', async () => {
    await warmUp();
    service.freeze();
    const started = Date.now();
    const asked = [
      ...Array.from({ length: 20 }, () => store.meetings.locate('room')),
      store.meetings.place(request('other')),
      store.check(),
      open(database.url).migrate(),
    ];
    for (const result of await Promise.allSettled(asked)) {
      expect(result).toHaveProperty('reason.name', 'StoreUnavailable');
    }
    expect(Date.now() - started).toBeLessThan(12 * TIMEOUT_MS);
    service.thaw();
    expect((await store.meetings.locate('room'))?.server.id).toBe('bbb1');
    await warmUp();
  });

  it('where another session holds a row keeps nobody waiting for long', async () => {
    await asOperator(async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT * FROM cluster_servers FOR UPDATE');
      await expect(store.meetings.place(request('other'))).rejects.toThrow(/statement timeout/);
      expect((await store.meetings.locate('room'))?.server.id).toBe('bbb1');
      await client.query('ROLLBACK');
    });
    expect((await place(store, 'other')).server.id).toBe('bbb1');
  });

  it('where another session holds what many want to write is read all the same', async () => {
    const few = openPostgresStore({ url: database.url, queryTimeoutMs: 5 * TIMEOUT_MS, poolSize: 4 });
    const writers: Promise<unknown>[] = [];
    let ended = 0;
    await asOperator(async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT * FROM cluster_servers FOR UPDATE');
      for (let time = 0; time < 4; time += 1) {
        for (const write of [place(few, `other ${time}`), few.meetings.locate('room', { join: true })])
          writers.push(write.catch(() => {}).finally(() => (ended += 1)));
        await setTimeout(PATIENCE_MS);
      }
      expect((await few.meetings.locate('room'))?.server.id).toBe('bbb1');
      expect(ended).toBe(0);
      await client.query('ROLLBACK');
    });
    await Promise.all(writers);
    await few.close();
  });

  it('where a reader hangs has others read beside it', async () => {
    const patient = openPostgresStore({ url: database.url, queryTimeoutMs: 10 * TIMEOUT_MS });
    const asked: ReturnType<typeof patient.meetings.locate>[] = [];
    await asOperator(async (client) => {
      const hanging = async () => (await client.query(HANGING)).rowCount;
      await client.query('BEGIN');
      await client.query('LOCK TABLE cluster_meetings');
      for (const count of [1, 2]) {
        asked.push(patient.meetings.locate('room'));
        await expect.poll(hanging).toBe(count);
      }
      await client.query('ROLLBACK');
    });
    expect((await Promise.all(asked)).map((found) => found?.server.id)).toEqual(['bbb1', 'bbb1']);
    await patient.close();
  });

  it('that gives fewer connections than the pool may have is used with those', async () => {
    const role = `few_${new URL(database.url).pathname.slice(1)}`;
    await asOperator(async (client) => {
      await client.query(`CREATE ROLE ${role} LOGIN CONNECTION LIMIT 2`);
      await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
    });
    const url = Object.assign(new URL(database.url), { username: role }).href;
    const crowded = openPostgresStore({ url, queryTimeoutMs: 10_000 });
    const ids = Array.from({ length: 60 }, (_, at) => `room ${at}`);
    try {
      await Promise.all(ids.map((id) => place(crowded, id)));
      await Promise.all(ids.map((id) => crowded.meetings.forget(id, undefined)));
      expect(await store.meetings.find(ids)).toEqual([]);
    } finally {
      await crowded.close();
      await asOperator((client) => client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`));
    }
  });

  it('that became read-only is told, and used once it is not', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const restrict = (on: string) =>
      asOperator(async (client) => {
        await client.query('SET default_transaction_read_only = off');
        await client.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${on}`);
        await client.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = $1',
          ['scalelite'],
        );
      });
    await restrict('on');
    await expect(store.meetings.place(request('other'))).rejects.toThrow(/read-only/);
    expect((await store.meetings.locate('room'))?.server.id).toBe('bbb1');
    await restrict('off');
    expect((await place(store, 'other')).server.id).toBe('bbb1');
  });

  it('shows neither password nor stored secrets in its errors', async () => {
    const secret = 'p4ssw0rd';
    const unreachable = open(`postgres://user:${secret}@127.0.0.1:1/name`);
    const failures: unknown[] = [await unreachable.check().catch((error: unknown) => error)];
    await unreachable.close();
    for (const url of [`postgres://user:${secret}@[/name`, `mysql://user:${secret}@host/name`, secret]) {
      expect(() => open(url)).toThrow(/DATABASE_URL is not the URL/);
      failures.push(caught(() => open(url)));
    }
    await asOperator((client) =>
      client.query("ALTER TABLE cluster_servers ADD CONSTRAINT no_new CHECK (id = 'bbb1')"),
    );
    const server = { id: 'bbb2', url: 'http://x', secret, loadMultiplier: 1, tag: undefined };
    failures.push(await store.servers.add(server).catch((error: unknown) => error));
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(Error);
      expect(shown(failure)).not.toContain(secret);
    }
  });

  it('is reached through a Unix socket when the URL says so', async () => {
    const local = open('postgres://postgres@%2Fnowhere%2Fat%2Fall/name');
    await expect(local.check()).rejects.toHaveProperty('cause.address', '/nowhere/at/all/.s.PGSQL.5432');
    await local.close();
  });

  it('leaves the settings of the driver to others', async () => {
    const client = new Client({ connectionString: inject('postgresUrl') });
    await client.connect();
    const { rows } = await client.query('SELECT 1::bigint AS big');
    await client.end();
    expect(rows).toEqual([{ big: '1' }]);
    expect(types.getTypeParser(types.builtins.INT8)('5')).toBe('5');
  });
});

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

/** All that a logger could show of an error. */
function shown(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => JSON.stringify(Reflect.get(error, name)));
  return `${error.stack} ${own.join(' ')} ${shown(error.cause)}`;
}
