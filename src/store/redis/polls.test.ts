import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Service, startRedis } from '../../../test/helpers/index.ts';
import { type PollResult, StoreUnavailable } from '../../cluster/ports.ts';
import type { Roster } from '../../cluster/roster.ts';
import type { Server } from '../../cluster/server.ts';
import { addServer, known } from '../contract/subject.ts';
import { type Fixture, openFixture } from './fixture.ts';

const SERVERS = 250;
const ROSTER: Roster = new Map([['maths', { name: 'Algebra', users: 3 }]]);

/** A Redis of its own: its scripts are counted. */
let service: Service;
let fixture: Fixture;
let servers: readonly Server[];
beforeEach(async () => {
  service = await startRedis();
  fixture = openFixture(service.url);
  const ids = Array.from({ length: SERVERS }, (_, index) => `bbb${index}`);
  await Promise.all(ids.map((id) => addServer(fixture.store, { id, load: 0 })));
  servers = await fixture.store.servers.list();
});
afterEach(async () => {
  await fixture.close();
  await service.dispose();
});

function poll(server: Server): Promise<PollResult> {
  return fixture.store.servers.recordPoll(server.id, server, {
    online: true,
    healthy: 1,
    unhealthy: 0,
    load: 7,
  });
}

async function scriptsOf(work: () => Promise<unknown>): Promise<number> {
  const { redis } = fixture;
  await redis.config('RESETSTAT');
  await work();
  const counts = (await redis.info('commandstats')).matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g);
  return [...counts].reduce((sum, [, calls]) => sum + Number(calls), 0);
}

describe('in Redis the polls of many servers', () => {
  it('are a few scripts, and so are their rosters', async () => {
    const { rosters } = fixture.store;
    const pollAll = () =>
      Promise.all(servers.flatMap((server) => [poll(server), rosters.record(server.id, ROSTER)]));
    // Three goes of a hundred at most for each, and one of each that Redis has not seen yet.
    expect(await scriptsOf(pollAll)).toBeLessThanOrEqual(8);
    expect((await known(fixture.store, 'bbb249')).load).toBe(7);
    expect((await rosters.list()).size).toBe(SERVERS);
  });

  it('leave a roster that is the same as it is', async () => {
    const { redis, store } = fixture;
    const tell = () =>
      Promise.all(['bbb1', 'bbb2', 'elsewhere'].map((id) => store.rosters.record(id, ROSTER)));
    await tell();
    expect((await store.rosters.list()).size).toBe(2);
    await redis.config('RESETSTAT');
    await tell();
    expect(await redis.info('commandstats')).not.toContain('cmdstat_hset:');
  });

  it('tell when Redis takes no more writes: the connection looks for another master then', async () => {
    const { redis } = fixture;
    const connections = async () =>
      Number(/total_connections_received:(\d+)/.exec(await redis.info('stats'))?.[1]);
    const before = await connections();
    await redis.replicaof('127.0.0.1', 1);
    const [server] = servers;
    if (server === undefined) throw new Error('no server');
    await expect(poll(server)).rejects.toThrow(/^Redis: .*READONLY/);
    await expect.poll(connections, { timeout: 10_000 }).toBeGreaterThan(before);
    await redis.replicaof('NO', 'ONE');
    await expect.poll(() => poll(server).catch(String), { timeout: 10_000 }).toEqual({ kind: 'written' });
  });

  it('fail alone, where one can’t be written', async () => {
    const { redis } = fixture;
    await redis.del('server:bbb2');
    await redis.set('server:bbb2', 'what an operator has written by mistake');
    const results = await Promise.allSettled(servers.map(poll));
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(failed).toEqual([expect.any(StoreUnavailable)]);
    expect(String(failed[0])).toContain('WRONGTYPE');
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(SERVERS - 1);
    expect((await known(fixture.store, 'bbb3')).load).toBe(7);
  });

  it('of one server come after each other: the second is compared with what the first has written', async () => {
    const server = await known(fixture.store, 'bbb1');
    const [first, second] = await Promise.all([poll(server), poll(server)]);
    expect(first).toEqual({ kind: 'written' });
    expect(second).toMatchObject({ kind: 'changed', now: { healthy: 1, load: 7 } });
  });
});
