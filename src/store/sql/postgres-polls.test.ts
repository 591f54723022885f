import { Client } from 'pg';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../../../test/helpers/index.ts';
import { type ClusterStore, type PollUpdate, StoreUnavailable } from '../../cluster/ports.ts';
import type { Server } from '../../cluster/server.ts';
import { addServer, known, placeAll, SOON } from '../contract/subject.ts';
import { openPostgresStore } from './postgres.ts';

const SERVERS = 250;
const ROOMS = 100;

describe('in PostgreSQL the polls of many servers', () => {
  let url: string;
  let store: ClusterStore;
  let client: Client;
  beforeEach(async () => {
    const database = await freshDatabase();
    url = database.url;
    store = openPostgresStore({ url, queryTimeoutMs: 20_000 });
    client = new Client({ connectionString: url });
    onTestFinished(async () => {
      await Promise.all([store.close(), client.end()]);
      await database.drop();
    });
    await client.connect();
    await store.migrate();
    // The plans are made for what there is now.
    await client.query('ANALYZE cluster_servers');
    for (let index = 0; index < SERVERS; index += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, at) => addServer(store, { id: `bbb${index + at}`, load: 0 })),
      );
  });

  const figure = async (text: string): Promise<number> => (await client.query(text)).rows[0].figure;
  const poll = (by: ClusterStore, server: Server, change: Partial<PollUpdate> = {}) =>
    by.servers.recordPoll(server.id, server, { ...STEADY, load: (server.load ?? 0) + 1, ...change });
  const pollAll = async (by: ClusterStore) =>
    Promise.all((await by.servers.list()).map((server) => poll(by, server)));

  it('are a few statements, none of which reads all servers', async () => {
    const results = await pollAll(store);
    expect(results).toEqual(results.map(() => ({ kind: 'written' })));
    // What a connection has read is known once it has ended.
    await store.close();
    const of = (column: string) =>
      figure(`SELECT ${column}::int AS figure FROM pg_stat_user_tables WHERE relname = 'cluster_servers'`);
    await expect.poll(() => of('n_tup_upd'), SOON).toBe(3 * SERVERS);
    expect(await of('seq_tup_read')).toBeLessThan(SERVERS);
    const transactions = 'SELECT count(DISTINCT CAST(xmin AS text))::int AS figure FROM cluster_servers';
    expect(await figure(transactions)).toBe(Math.ceil(SERVERS / 100));
  });

  it('never wait for joins and placements that wait for them', async () => {
    const rooms = Array.from({ length: ROOMS }, (_, index) => `room ${index}`);
    await placeAll(store, rooms);
    const others = Array.from({ length: 2 }, () => openPostgresStore({ url, queryTimeoutMs: 20_000 }));
    const join = (by: ClusterStore) =>
      Promise.all(rooms.map((_, at) => by.meetings.locate(rooms[(at * 37) % ROOMS] ?? '', { join: true })));
    const upgrade = async (by: ClusterStore, version: string) => {
      const ids = (await by.servers.list()).map(({ id }) => id);
      await Promise.all(ids.map((id) => by.servers.recordVersion(id, version)));
    };
    const all = [store, ...others];
    const upgrades = all.map((by, index) => upgrade(by, `3.0.${index}`));
    const work = Array.from({ length: 5 }, () => all.flatMap((by) => [pollAll(by), join(by)]));
    const placed = placeAll(
      store,
      rooms.map((id) => `other ${id}`),
    );
    const answers = await Promise.all([placed, ...work.flat()]);
    await Promise.all(upgrades);
    expect(answers.flat()).toHaveLength(1 + 15 * (SERVERS + ROOMS));
    await Promise.all(others.map((one) => one.close()));
    const loads = (await store.servers.list()).map(({ load = 0 }) => load);
    const sum = loads.reduce((total, load) => total + load, 0);
    expect(sum).toBe(2 * ROOMS + 15 * ROOMS + 15 * SERVERS);
    await store.close();
    await expect.poll(() => figure(SESSIONS), SOON).toBe(0);
    expect(await figure(DEADLOCKS)).toBe(0);
  });

  it.each([
    ['too many users', { meetings: 1, users: 1e20, largestMeeting: 1, videos: 0 }],
    ['users without an end', { meetings: 1, users: Number.POSITIVE_INFINITY, largestMeeting: 1, videos: 0 }],
  ])('are written without that of a server with %s', async (_, figures) => {
    const servers = await store.servers.list();
    const odd = servers[7]?.id ?? '';
    const results = await Promise.allSettled(
      servers.map((server) => poll(store, server, server.id === odd ? { figures } : {})),
    );
    for (const [index, { id }] of servers.entries())
      expect([id, results[index]?.status]).toEqual([id, id === odd ? 'rejected' : 'fulfilled']);
    expect(results[7]).not.toHaveProperty('reason', expect.any(StoreUnavailable));
    expect((await known(store, odd)).load).toBe(0);
    expect((await store.servers.list()).filter(({ load }) => load === 1)).toHaveLength(SERVERS - 1);
  });
});

const STEADY = { online: true, healthy: 0, unhealthy: 0 };

/** What a session has done is counted when it ends. */
const SESSIONS = `SELECT count(*)::int AS figure FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'scalelite'`;
const DEADLOCKS = `SELECT deadlocks::int AS figure FROM pg_stat_database WHERE datname = current_database()`;
