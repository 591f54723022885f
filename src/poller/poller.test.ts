import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startRedis } from '../../test/helpers/index.ts';
import { openPool, type Pool, type PoolOptions } from '../../test/helpers/pool.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import type { PollerDeps } from './deps.ts';
import { type Poller, type PollerOptions, startPoller } from './poller.ts';
import { pollOnce } from './round.ts';

const INTERVAL = 1000;

type Config = Partial<PollerDeps['config']>;

/** A poller that is stopped when the test is over. */
function polling(deps: PollerDeps, options?: PollerOptions): Poller {
  const poller = startPoller(deps, options);
  onTestFinished(() => poller.stop());
  return poller;
}

async function startPool(options: PoolOptions = {}, config: Config = {}) {
  const pool = await openPool(options);
  const deps = pool.deps({ pollIntervalMs: INTERVAL, meetingGraceMs: 0, ...config });
  return { pool, deps };
}

function simulated(pool: Pool, number = 1) {
  const server = pool.fleet.servers[number - 1];
  if (!server) throw new Error(`no simulated server ${number}`);
  return server;
}

const asked = (pool: Pool, number = 1): readonly number[] =>
  simulated(pool, number)
    .requests('getMeetings')
    .map(({ at }) => at);

/** Much shorter than this interval, however busy the machine. */
const LONG_INTERVAL = 60_000;
const soon = { timeout: 15_000, interval: 10 };

async function isOnline(pool: Pool, number = 1): Promise<boolean> {
  return (await pool.server(number)).online;
}

describe('a running poller', () => {
  it('polls all servers at once, then each at its own moment, an interval apart', async () => {
    const { pool, deps } = await startPool({ servers: 8 });
    polling(deps);
    expect(pool.logged).toEqual(['info: the poller runs']);
    await expect.poll(() => asked(pool, 8).length, soon).toBeGreaterThan(3);
    const times = pool.fleet.servers.map(({ number }) => asked(pool, number));
    const firsts = times.map(([first = Number.POSITIVE_INFINITY]) => first);
    const seconds = times.map(([, second = Number.POSITIVE_INFINITY]) => second);
    expect(Math.max(...firsts)).toBeLessThanOrEqual(Math.min(...seconds));
    for (const [, second = 0, ...later] of times) {
      // Never before its moment: so many polls need so many intervals.
      const needed = (later.length - 1) * INTERVAL;
      expect((later.at(-1) ?? second) - second).toBeGreaterThanOrEqual(needed);
    }
    expect(new Set(seconds.map((time) => Math.floor(time / 100))).size).toBeGreaterThan(3);
  });

  it('keeps loads and versions up to date', async () => {
    const { pool, deps } = await startPool({ fleet: { bbbVersion: '3.0.1' } });
    polling(deps);
    await expect.poll(() => pool.server(), soon).toMatchObject({ load: 0, bbbVersion: '3.0.1' });
    simulated(pool).createRoom({ meetingId: 'room' });
    await expect.poll(() => pool.server(), soon).toMatchObject({ load: 15, meetings: 1 });
  });

  it('takes up a new server long before the next round', async () => {
    const { pool, deps } = await startPool({ servers: 2 }, { pollIntervalMs: LONG_INTERVAL });
    const { id, url, secret } = simulated(pool, 2);
    await pool.store.servers.remove(id);
    polling(deps);
    await expect.poll(() => isOnline(pool), soon).toBe(true);
    await pool.store.servers.add({ id, url, secret, loadMultiplier: 1, tag: undefined });
    await expect.poll(() => isOnline(pool, 2), soon).toBe(true);
  });

  it('asks a removed server no more', async () => {
    const { pool, deps } = await startPool({ servers: 2 });
    polling(deps);
    await expect.poll(() => isOnline(pool), soon).toBe(true);
    await pool.store.servers.remove('sim-1');
    await delay(INTERVAL);
    const before = asked(pool).length;
    await delay(1.5 * INTERVAL);
    expect(asked(pool)).toHaveLength(before);
    expect(await pool.store.servers.list()).toHaveLength(1);
  });

  it('takes a dead server offline at the second failure, forgets its meetings at once and goes on', async () => {
    const { pool, deps } = await startPool({ servers: 2 });
    polling(deps);
    await expect.poll(() => isOnline(pool), soon).toBe(true);
    await pool.meeting('room');
    await simulated(pool).fault({ kind: 'failed', calls: ['getMeetings'] });
    await expect.poll(() => isOnline(pool), soon).toBe(false);
    await expect.poll(() => pool.home('room'), soon).toBeUndefined();
    await expect.poll(() => simulated(pool).room('room'), soon).toBeUndefined();
    await expect.poll(() => pool.server(), soon).toMatchObject({ healthy: 0, unhealthy: 0 });
    await simulated(pool).fault('none');
    await expect.poll(() => isOnline(pool), soon).toBe(true);
    const notable = ['info: server online', 'warn: server offline'];
    expect(pool.logged.filter((line) => notable.includes(line))).toHaveLength(4);
  });

  it('forgets a meeting that has ended, and tells what it did', async () => {
    const { pool, deps } = await startPool();
    const forgotten: number[] = [];
    polling(deps, { onRound: (report) => forgotten.push(report.forgotten) });
    await expect.poll(() => isOnline(pool), soon).toBe(true);
    await pool.meeting('room');
    await delay(1.5 * INTERVAL);
    expect(await pool.home('room')).toBe('sim-1');
    const room = simulated(pool).room('room');
    if (room) simulated(pool).endRoom(room);
    await expect.poll(() => pool.home('room'), soon).toBeUndefined();
    await expect.poll(() => forgotten.reduce((sum, count) => sum + count, 0), soon).toBe(1);
  });

  it('does not hold a record from elsewhere against an answer from before it', async () => {
    const { pool, deps } = await startPool({ store: 'Redis' });
    polling(deps);
    await expect.poll(() => asked(pool).length, soon).toBe(2);
    await pool.meeting('room');
    // As if another system had placed it long ago.
    await pool.store.meetings.renew(['room'], 60);
    await delay(3.5 * INTERVAL);
    expect(await pool.home('room')).toBe('sim-1');
  });

  it('lets a hung server delay nobody, and asks it no second time meanwhile', async () => {
    const { pool, deps } = await startPool({ servers: 10, responseTimeoutMs: 60_000 }, { pollerThreads: 2 });
    await pollOnce(deps);
    for (const number of [1, 2, 3]) await simulated(pool, number).fault('hang');
    for (const server of pool.fleet.servers) server.clearRequests();
    polling(deps);
    await expect.poll(() => asked(pool, 10).length, soon).toBe(4);
    for (const number of [1, 2, 3]) expect(asked(pool, number)).toHaveLength(1);
    expect(await isOnline(pool, 10)).toBe(true);
  });
});

describe('a poller that is stopped', () => {
  it('aborts what hangs within seconds, holds nothing against the server, and may be stopped twice', async () => {
    const { pool, deps } = await startPool({ responseTimeoutMs: 60_000 }, { pollerWaitTimeoutMs: 60_000 });
    const poller = polling(deps);
    await expect.poll(() => isOnline(pool), soon).toBe(true);
    await simulated(pool).fault('hang');
    const before = asked(pool).length;
    await expect.poll(() => asked(pool).length, soon).toBeGreaterThan(before);
    const began = Date.now();
    await Promise.all([poller.stop(), poller.stop()]);
    await poller.stop();
    expect(Date.now() - began).toBeLessThan(15_000);
    expect(await pool.server()).toMatchObject({ online: true, unhealthy: 0 });
    const leases = ['poll:sim-1', 'poller:sim-1'];
    expect(await pool.store.leases.acquire(leases, 'next', 1000)).toEqual(new Set(leases));
  });

  it('lets an answer that comes soon still count', async () => {
    const { pool, deps } = await startPool();
    await simulated(pool).fault({ kind: 'slow', ms: 400 });
    const poller = polling(deps);
    await expect.poll(() => asked(pool).length, soon).toBe(1);
    await poller.stop();
    expect(await isOnline(pool)).toBe(true);
  });
});

describe('two pollers', () => {
  it('share the work: each server is asked once in an interval', async () => {
    const { pool, deps } = await startPool({ servers: 6 });
    const other = await pool.reopen();
    polling(deps);
    polling({ ...pool.deps(deps.config), ...other });
    await expect.poll(() => isOnline(pool, 6), soon).toBe(true);
    await delay(INTERVAL);
    for (const server of pool.fleet.servers) server.clearRequests();
    const began = Date.now();
    const times = () => pool.fleet.servers.map(({ number }) => asked(pool, number).length);
    await expect.poll(() => Math.min(...times()), soon).toBeGreaterThanOrEqual(3);
    const intervals = (Date.now() - began) / INTERVAL;
    for (const count of times()) expect(count).toBeLessThanOrEqual(intervals + 2);
  });

  it('stand in for each other soon when one dies', async () => {
    const { pool, deps } = await startPool({ servers: 4 });
    const mortal = mortalDeps(deps);
    polling(mortal.deps);
    await expect.poll(() => isOnline(pool, 4), soon).toBe(true);
    polling(pool.deps(deps.config));
    await delay(1.5 * INTERVAL);
    mortal.die();
    await delay(50);
    for (const server of pool.fleet.servers) server.clearRequests();
    const all = () => pool.fleet.servers.every(({ number }) => asked(pool, number).length > 0);
    await expect.poll(all, soon).toBe(true);
  });

  it('hand over at once when one is stopped', async () => {
    const { pool, deps } = await startPool({ servers: 4 }, { pollIntervalMs: LONG_INTERVAL });
    const first = polling(deps);
    await expect.poll(() => isOnline(pool, 4), soon).toBe(true);
    polling(pool.deps(deps.config));
    await delay(500);
    for (const server of pool.fleet.servers) server.clearRequests();
    await first.stop();
    const all = () => pool.fleet.servers.every(({ number }) => asked(pool, number).length > 0);
    await expect.poll(all, soon).toBe(true);
  });
});

/** A poller that can die as by kill -9: nothing of it reaches the store any more. */
function mortalDeps(deps: PollerDeps): { deps: PollerDeps; die(): void } {
  let dead = false;
  const alive =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (dead) throw new StoreUnavailable('dead');
      return call(...args);
    };
  const { leases, servers } = deps;
  return {
    deps: {
      ...deps,
      leases: { acquire: alive(leases.acquire), release: alive(leases.release) },
      servers: { ...servers, list: alive(servers.list), recordPoll: alive(servers.recordPoll) },
    },
    die: () => {
      dead = true;
    },
  };
}

describe('a store that others use too', () => {
  it('may be emptied and filled again: nothing comes back, and what is new is polled', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.dispose());
    const { pool, deps } = await startPool({ servers: 2, store: 'Redis', redisUrl: redis.url });
    polling(deps);
    await expect.poll(() => isOnline(pool, 2), soon).toBe(true);
    await pool.meeting('room');
    const outside = new Redis(redis.url);
    onTestFinished(() => outside.disconnect());
    await outside.flushall();
    await delay(1.5 * INTERVAL);
    const left = await outside.keys('*');
    expect(left.filter((key) => !key.includes(':own:'))).toEqual([]);
    const { id, url, secret } = simulated(pool, 2);
    await pool.store.servers.add({ id, url, secret, loadMultiplier: 1, tag: undefined });
    await expect.poll(() => isOnline(pool, 2), soon).toBe(true);
  });

  it('may be down: that is said once, no server is blamed, and it heals by itself', async () => {
    const redis = await startRedis({ keepsData: true });
    onTestFinished(() => redis.dispose());
    const { pool, deps } = await startPool({ servers: 5, store: 'Redis', redisUrl: redis.url });
    polling(deps);
    await expect.poll(() => isOnline(pool, 5), soon).toBe(true);
    await redis.stop();
    await delay(2.5 * INTERVAL);
    const complaints = pool.logged.filter((line) => line.startsWith('error'));
    expect(complaints).toEqual(['error: poll: the state store is not there; trying again']);
    await redis.start();
    for (const server of pool.fleet.servers) server.clearRequests();
    const all = () => pool.fleet.servers.every(({ number }) => asked(pool, number).length > 0);
    await expect.poll(all, soon).toBe(true);
    expect(await pool.server()).toMatchObject({ online: true, unhealthy: 0 });
    expect(pool.logged).toContain('info: poll: the state store is back');
  });
});
