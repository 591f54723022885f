import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MEETING_TTL, openPool, type Pool, STORES } from '../../test/helpers/pool.ts';
import type { SimulatedServer } from '../simulator/simulated-server.ts';
import { pollOnce } from './round.ts';

/** Nothing is too young to be forgotten. */
const NO_GRACE = { meetingGraceMs: 0 };

function simulated(pool: Pool, number = 1): SimulatedServer {
  const server = pool.fleet.servers[number - 1];
  if (!server) throw new Error(`no simulated server ${number}`);
  return server;
}

const USERS = [
  { fullName: 'Ada', role: 'MODERATOR' as const },
  { fullName: 'Bob', hasVideo: true },
];

describe.each(STORES)('a round by hand on %s', (store) => {
  it('brings a new server online, with load, figures and version', async () => {
    const pool = await openPool({ store, fleet: { bbbVersion: '3.0.7' } });
    simulated(pool).createRoom({ meetingId: 'room' }, USERS);
    const report = await pollOnce(pool.deps());
    expect(await pool.server()).toMatchObject({
      online: true,
      load: 15,
      meetings: 1,
      users: 2,
      largestMeeting: 2,
      videos: 1,
      bbbVersion: '3.0.7',
    });
    expect(report).toMatchObject({ polled: 1, failures: {}, online: ['sim-1'], forgotten: 0 });
    expect(pool.logged).toContain('info: server online');
  });

  it('counts what the pool and each tenant use, as limits and operators want to know it', async () => {
    const pool = await openPool({ store, servers: 2 });
    await pollOnce(pool.deps());
    const metadata = { 'tenant-id': 't1' };
    await pool.meeting('m1', { number: 1, tenantId: 't1' });
    await pool.meeting('m2', { number: 2 });
    simulated(pool, 2).createRoom({ meetingId: 'other', metadata }, USERS);
    await pollOnce(pool.deps());
    const { of } = await pool.store.use.read();
    expect(of.get('')).toMatchObject({ meetings: 2, users: 2, peakMeetings: 2, peakUsers: 2 });
    expect(of.get('t1')).toMatchObject({ meetings: 1, users: 2, peakUsers: 2 });
    for (let failures = 0; failures < 2; failures++) {
      await simulated(pool, 2).fault('refuse');
      await pollOnce(pool.deps());
    }
    expect((await pool.store.use.read()).of.get('t1')).toMatchObject({ users: 0, peakUsers: 2 });
  });

  it('keeps who is in the meetings of each server, for people who look', async () => {
    const pool = await openPool({ store, servers: 2 });
    await pollOnce(pool.deps());
    simulated(pool).createRoom({ meetingId: 'maths', name: 'Algebra' }, USERS);
    simulated(pool, 2).createRoom({ meetingId: 'art', name: 'Art & craft' });
    await pollOnce(pool.deps());
    const createdAt = expect.any(Number);
    const art = new Map([['art', { name: 'Art & craft', users: 0, createdAt }]]);
    expect(await pool.store.rosters.list()).toEqual(
      new Map([
        ['sim-1', new Map([['maths', { name: 'Algebra', users: 2, createdAt }]])],
        ['sim-2', art],
      ]),
    );
    await simulated(pool).fault('refuse');
    await pollOnce(pool.deps());
    expect((await pool.store.rosters.list()).has('sim-1')).toBe(true);
    await pollOnce(pool.deps());
    expect(await pool.store.rosters.list()).toEqual(new Map([['sim-2', art]]));
  });

  it('keeps that of a server that is waited for, as its meetings are', async () => {
    const pool = await openPool({ store });
    await pollOnce(pool.deps());
    simulated(pool).createRoom({ meetingId: 'maths' }, USERS);
    await pollOnce(pool.deps());
    await simulated(pool).fault('refuse');
    const waiting = pool.deps({ reattachGraceMs: 60_000 });
    for (let failures = 0; failures < 3; failures++) await pollOnce(waiting);
    expect(await pool.server()).toMatchObject({ online: false });
    expect((await pool.store.rosters.list()).get('sim-1')?.get('maths')).toMatchObject({ users: 2 });
    await pool.store.servers.setState('sim-1', 'disabled');
    await pollOnce(waiting);
    expect(await pool.store.rosters.list()).toEqual(new Map());
  });

  it('asks each server once for its meetings and once for its version', async () => {
    const pool = await openPool({ store, servers: 2 });
    await pollOnce(pool.deps());
    for (const server of pool.fleet.servers) {
      expect(
        server
          .requests()
          .map(({ call }) => call)
          .toSorted(),
      ).toEqual(['/', 'getMeetings']);
    }
  });

  it('takes a server that refuses offline at the second failure, and forgets its meetings', async () => {
    const pool = await openPool({ store, servers: 2 });
    await pollOnce(pool.deps());
    await pool.meeting('m1', { number: 1 });
    await pool.meeting('m2', { number: 2 });
    await simulated(pool).fault('refuse');
    const first = await pollOnce(pool.deps());
    expect(first).toMatchObject({ polled: 2, failures: { refused: 1 }, offline: [] });
    expect(await pool.server()).toMatchObject({ online: true, unhealthy: 1 });
    expect(await pool.home('m1')).toBe('sim-1');
    const second = await pollOnce(pool.deps());
    expect(second).toMatchObject({ offline: ['sim-1'], forgotten: 1 });
    expect(await pool.server()).toMatchObject({
      online: false,
      load: undefined,
      state: 'enabled',
      meetings: 0,
      healthy: 0,
      unhealthy: 0,
    });
    expect([await pool.home('m1'), await pool.home('m2')]).toEqual([undefined, 'sim-2']);
    expect(pool.logged).toContain('warn: server offline');
  });

  it('tells a half-dead server that went offline to end its meetings', async () => {
    const pool = await openPool({ store });
    await pollOnce(pool.deps());
    await pool.meeting('room');
    await simulated(pool).fault({ kind: '500', calls: ['getMeetings'] });
    await pollOnce(pool.deps(), 'servers');
    const report = await pollOnce(pool.deps(), 'servers');
    expect(report).toMatchObject({ failures: { notXml: 1 }, forgotten: 1, ended: 1 });
    const [end] = simulated(pool).requests('end');
    expect(end?.params).toEqual([
      { name: 'meetingID', value: 'room' },
      { name: 'password', value: 'pw of room' },
    ]);
    expect(simulated(pool).room('room')).toBeUndefined();
  });

  it('forgets the meetings of a server whose poller died right after taking it offline', async () => {
    const pool = await openPool({ store });
    await pollOnce(pool.deps());
    await pool.meeting('room');
    await simulated(pool).fault('refuse');
    await pollOnce(pool.deps());
    const { meetings } = pool.store;
    const dying = async function* (): AsyncIterable<never> {
      yield* [];
      throw new Error('killed');
    };
    const deps = { ...pool.deps(), meetings: { ...meetings, records: dying } };
    await expect(pollOnce(deps)).rejects.toThrow('killed');
    expect(await pool.server()).toMatchObject({ online: false, load: undefined });
    expect(await pool.home('room')).toBe('sim-1');
    await pollOnce(pool.deps());
    expect(await pool.home('room')).toBeUndefined();
    expect(await pool.server()).toMatchObject({ online: false, healthy: 0, unhealthy: 0 });
  });

  it('keeps what is on record for a server that has been offline for long', async () => {
    const pool = await openPool({ store });
    await pollOnce(pool.deps());
    await pool.meeting('room');
    const nothing = { meetings: 0, users: 0, largestMeeting: 0, videos: 0 };
    const offline = { online: false, healthy: 0, unhealthy: 0, load: undefined, figures: nothing };
    await pool.store.servers.recordPoll('sim-1', await pool.server(), offline);
    await simulated(pool).fault('refuse');
    await pollOnce(pool.deps(NO_GRACE));
    expect(await pool.home('room')).toBe('sim-1');
  });

  it('brings it back at the first good answer', async () => {
    const pool = await openPool({ store });
    await pollOnce(pool.deps());
    await simulated(pool).fault('refuse');
    for (let round = 0; round < 3; round++) await pollOnce(pool.deps());
    expect(await pool.server()).toMatchObject({ online: false });
    await simulated(pool).fault('none');
    expect(await pollOnce(pool.deps())).toMatchObject({ online: ['sim-1'] });
    expect(await pool.server()).toMatchObject({ online: true, load: 0 });
  });

  it('keeps a disabled server informed but gives it no load', async () => {
    const pool = await openPool({ store, state: 'disabled' });
    simulated(pool).createRoom({ meetingId: 'room' }, USERS);
    await pollOnce(pool.deps());
    expect(await pool.server()).toMatchObject({ state: 'disabled', online: true, load: undefined, users: 2 });
  });

  it('disables a cordoned server as soon as it is empty', async () => {
    const pool = await openPool({ store });
    const room = simulated(pool).createRoom({ meetingId: 'room' });
    await pollOnce(pool.deps());
    await pool.store.servers.setState('sim-1', 'cordoned');
    await pollOnce(pool.deps());
    expect(await pool.server()).toMatchObject({ state: 'cordoned', load: 15 });
    simulated(pool).endRoom(room);
    expect(await pollOnce(pool.deps())).toMatchObject({ drained: ['sim-1'] });
    expect(await pool.server()).toMatchObject({ state: 'disabled', online: true, load: undefined });
  });

  it('undoes nothing that an operator changes while a server is being asked', async () => {
    const pool = await openPool({ store });
    await pollOnce(pool.deps());
    simulated(pool).createRoom({ meetingId: 'room' });
    const round = await pollWhileAsked(pool, async () => {
      await pool.store.servers.update('sim-1', { loadMultiplier: 2, secret: 'new', tag: 'eu' });
      await pool.store.servers.setState('sim-1', 'cordoned');
    });
    expect(round).toMatchObject({ failures: {} });
    expect(await pool.server()).toMatchObject({ state: 'cordoned', secret: 'new', tag: 'eu', load: 30 });
  });

  it('loses no load that is added while a server is being asked, not even beside an operator', async () => {
    const pool = await openPool({ store });
    await pollOnce(pool.deps());
    await pollWhileAsked(pool, () => pool.meeting('room', { room: false }));
    expect(await pool.server()).toMatchObject({ load: 1 });
    await pollWhileAsked(pool, async () => {
      await pool.meeting('room2', { room: false });
      await pool.store.servers.update('sim-1', { loadMultiplier: 3 });
    });
    expect(await pool.server()).toMatchObject({ load: 1 });
  });

  it('does not bring back a server that is removed while it is being asked', async () => {
    const pool = await openPool({ store });
    await pollWhileAsked(pool, () => pool.store.servers.remove('sim-1'));
    expect(await pool.store.servers.list()).toEqual([]);
  });

  it('forgets a meeting that its server does not have any more', async () => {
    const pool = await openPool({ store });
    await pollOnce(pool.deps());
    await pool.meeting('runs');
    await pool.meeting('ended', { room: false });
    // A record that took long to read counts as younger than it is.
    const round = () => pollOnce(pool.deps(NO_GRACE), 'meetings');
    await expect.poll(round, { interval: 10 }).toMatchObject({ polled: 1, forgotten: 1 });
    expect([await pool.home('runs'), await pool.home('ended')]).toEqual(['sim-1', undefined]);
  });

  it('forgets no meeting that was placed within the grace', async () => {
    const pool = await openPool({ store });
    await pollOnce(pool.deps());
    await pool.meeting('starting', { room: false });
    await delay(5);
    expect(await pollOnce(pool.deps())).toMatchObject({ forgotten: 0 });
    expect(await pool.home('starting')).toBe('sim-1');
  });

  it.each(['500', 'garbage', 'truncated', 'failed', 'reset'] as const)(
    'forgets no meeting by an answer that is none (%s)',
    async (kind) => {
      const pool = await openPool({ store });
      await pollOnce(pool.deps());
      await pool.meeting('room', { room: false });
      await delay(5);
      await simulated(pool).fault({ kind });
      await pollOnce(pool.deps(NO_GRACE), 'meetings');
      expect(await pool.home('room')).toBe('sim-1');
      expect(await pool.server()).toMatchObject({ online: true, unhealthy: 0 });
    },
  );

  it('forgets a meeting on a server that is not in the pool any more', async () => {
    const pool = await openPool({ store, servers: 2 });
    await pollOnce(pool.deps());
    await pool.meeting('room');
    await pool.store.servers.remove('sim-1');
    expect(await pollOnce(pool.deps())).toMatchObject({ forgotten: 1 });
    expect(await pool.home('room')).toBeUndefined();
  });

  it('leaves alone a meeting that moves, or is created again, while it is about to be forgotten', async () => {
    const pool = await openPool({ store, servers: 2 });
    await pollOnce(pool.deps());
    for (const id of ['moves', 'again', 'ended']) await pool.meeting(id, { room: false });
    // A record that took long to read counts as younger than it is.
    await delay(300);
    const { meetings } = pool.store;
    const deps = {
      ...pool.deps(NO_GRACE),
      meetings: {
        ...meetings,
        find: async (ids: readonly string[]) => {
          await pool.store.meetings.forget('moves', 'sim-1');
          await pool.meeting('moves', { number: 2 });
          await pool.store.meetings.forget('again', 'sim-1');
          await pool.meeting('again', { number: 1 });
          return meetings.find(ids);
        },
      },
    };
    expect(await pollOnce(deps)).toMatchObject({ forgotten: 1 });
    const homes = await Promise.all(['moves', 'again', 'ended'].map(pool.home));
    expect(homes).toEqual(['sim-2', 'sim-1', undefined]);
  });

  it('renews the record of a running meeting when less than half of its time is left', async () => {
    const pool = await openPool({ store });
    await pollOnce(pool.deps());
    for (const id of ['old', 'young', 'ended']) await pool.meeting(id, { room: id !== 'ended' });
    await pool.store.meetings.renew(['old', 'ended'], MEETING_TTL / 2 - 1);
    expect(await pollOnce(pool.deps())).toMatchObject({ renewed: 1 });
    const records = await pool.store.meetings.find(['old', 'young', 'ended']);
    const left = new Map(records.map(({ meeting, expiresIn }) => [meeting.id, expiresIn / 1000]));
    expect(left.get('old')).toBeGreaterThan(MEETING_TTL - 10);
    expect(left.get('ended') ?? 0).toBeLessThan(MEETING_TTL / 2);
  });

  it('ends the copy of a meeting that is not on record', async () => {
    const pool = await openPool({ store, servers: 2 });
    await pollOnce(pool.deps());
    simulated(pool, 2).createRoom({ meetingId: 'room', moderatorPw: 'pw of room' });
    await delay(5);
    await pool.meeting('room');
    expect(await pollOnce(pool.deps(), 'meetings')).toMatchObject({ ended: 1, forgotten: 0 });
    expect(simulated(pool, 2).room('room')).toBeUndefined();
    expect(simulated(pool, 1).room('room')).toBeDefined();
    expect(pool.logged).toContain(
      'warn: meeting runs on two servers: ended on the one it is not on record for',
    );
  });

  it('asks the server on record before it ends a copy elsewhere', async () => {
    const pool = await openPool({ store, servers: 2 });
    await pollOnce(pool.deps());
    for (const id of ['both', 'there']) {
      await pool.meeting(id, { room: id === 'both' });
      // The rooms of one meeting are told apart by when they were created.
      await delay(5);
      simulated(pool, 2).createRoom({ meetingId: id, moderatorPw: `pw of ${id}` });
    }
    await simulated(pool).fault({ kind: '500', calls: ['getMeetings'] });
    expect(await pollOnce(pool.deps(), 'meetings')).toMatchObject({ ended: 1, forgotten: 0 });
    expect(simulated(pool, 1).room('both')).toBeDefined();
    expect(
      pool.fleet.servers.flatMap((server) => server.rooms()).map((room) => room.settings.meetingId),
    ).toEqual(['both', 'there']);
  });

  it('ends no meeting of a BBB server that is in the pool twice', async () => {
    const pool = await openPool({ store });
    const { url, secret } = simulated(pool);
    await pool.store.servers.add({ id: 'twin', url, secret, loadMultiplier: 1, tag: undefined });
    await pollOnce(pool.deps());
    await pool.meeting('room');
    expect(await pollOnce(pool.deps())).toMatchObject({ ended: 0 });
    expect(simulated(pool).room('room')).toBeDefined();
  });

  it('takes the mark of a failed create off a server that answers, and only then', async () => {
    const pool = await openPool({ store, servers: 2 });
    await pool.store.servers.suspect('sim-1', 60);
    await pool.store.servers.suspect('sim-2', 60);
    await simulated(pool, 2).fault('refuse');
    await pollOnce(pool.deps());
    expect(await pool.store.servers.suspects()).toEqual(new Set(['sim-2']));
  });

  it('keeps the version of a server that does not answer, and none of one that hides it', async () => {
    const pool = await openPool({ store, servers: 2 });
    await pollOnce(pool.deps(), 'versions');
    expect((await pool.server(2)).bbbVersion).not.toBe('');
    await simulated(pool, 1).fault('refuse');
    await pollOnce(pool.deps(), 'versions');
    expect((await pool.server(1)).bbbVersion).not.toBe('');
    const secretive = await openPool({ store, fleet: { bbbVersion: '' } });
    await secretive.store.servers.recordVersion('sim-1', '2.7');
    await pollOnce(secretive.deps(), 'versions');
    expect(await secretive.server()).toMatchObject({ bbbVersion: '', online: false });
  });

  it('waits for the lease of a server that a poller asks just now, and gives its own back', async () => {
    const pool = await openPool({ store });
    const { leases } = pool.store;
    await leases.acquire(['poll:sim-1'], 'a poller', 60_000);
    const round = pollOnce(pool.deps());
    await delay(300);
    expect(simulated(pool).requests('getMeetings')).toEqual([]);
    await leases.release(['poll:sim-1'], 'a poller');
    expect(await round).toMatchObject({ polled: 1, online: ['sim-1'] });
    expect(await leases.acquire(['poll:sim-1'], 'another', 1000)).toEqual(new Set(['poll:sim-1']));
  });

  it('does its work on an empty store', async () => {
    const pool = await openPool({ store, servers: 0 });
    expect(await pollOnce(pool.deps())).toMatchObject({ polled: 0, forgotten: 0 });
  });
});

/** A round during which something else happens while the server thinks about its answer. */
async function pollWhileAsked(pool: Pool, happens: () => Promise<unknown>) {
  const server = simulated(pool);
  server.clearRequests();
  await server.fault({ kind: 'slow', ms: 700, calls: ['getMeetings'] });
  const round = pollOnce(pool.deps(), 'servers');
  await expect.poll(() => server.requests('getMeetings').length, { interval: 5 }).toBe(1);
  await happens();
  const report = await round;
  await server.fault('none');
  return report;
}

describe('a server that hangs', () => {
  it('delays nobody and fails when the time to wait is up', async () => {
    const pool = await openPool({ servers: 20, responseTimeoutMs: 60_000 });
    await pollOnce(pool.deps());
    for (const server of pool.fleet.servers.slice(0, 5)) await server.fault('hang');
    for (const server of pool.fleet.servers) server.createRoom({ meetingId: 'room' });
    const round = pollOnce(pool.deps({ pollerWaitTimeoutMs: 4000, pollerThreads: 3 }));
    const healthy = async () => (await pool.store.servers.list()).filter(({ load }) => load === 15).length;
    let isOver = false;
    const over = round.finally(() => {
      isOver = true;
    });
    // 5 hung servers in 3 slots give them away after a part of that time each.
    await expect.poll(healthy, { timeout: 15_000, interval: 10 }).toBe(15);
    expect(isOver).toBe(false);
    expect(await over).toMatchObject({ polled: 20, failures: { waitTimeout: 5 } });
  });

  it('is no reason for others to fail, not even with a single slot for all of them', async () => {
    const pool = await openPool({ servers: 20, responseTimeoutMs: 60_000 });
    await pollOnce(pool.deps());
    const hung = pool.fleet.servers.slice(0, 8);
    for (const server of hung) await server.fault('hang');
    const report = await pollOnce(pool.deps({ pollerWaitTimeoutMs: 4000, pollerThreads: 1 }), 'servers');
    expect(report).toMatchObject({ polled: 20, failures: { waitTimeout: 8 } });
  });

  it('is not asked before the others once it is known to be in trouble', async () => {
    const pool = await openPool({ servers: 20 });
    await pollOnce(pool.deps());
    for (const server of pool.fleet.servers.slice(0, 5)) await server.fault('hang');
    const config = { pollerWaitTimeoutMs: 1000, pollerThreads: 1 };
    await pollOnce(pool.deps({ ...config, pollerThreads: 20 }), 'servers');
    for (const server of pool.fleet.servers) server.clearRequests();
    await pollOnce(pool.deps(config), 'servers');
    const asked = pool.fleet.servers.map((server) => server.requests('getMeetings')[0]?.at ?? 0);
    expect(Math.min(...asked)).toBeGreaterThan(0);
    expect(Math.max(...asked.slice(5))).toBeLessThanOrEqual(Math.min(...asked.slice(0, 5)));
  });
});

describe('a lease that nobody gives back', () => {
  it('holds a round up for a while only', async () => {
    const pool = await openPool();
    await pool.store.leases.acquire(['poll:sim-1'], 'a poller', 60_000);
    expect(await pollOnce(pool.deps({ pollerWaitTimeoutMs: 200 }))).toMatchObject({ online: ['sim-1'] });
    expect(await pool.store.leases.acquire(['poll:sim-1'], 'another', 1000)).toEqual(new Set());
  });
});

describe('leftovers', () => {
  it('in Redis are cleared, numbers without a meeting after a second look', async () => {
    const pool = await openPool({ store: 'Redis' });
    await pollOnce(pool.deps());
    await pool.meeting('expired');
    await pool.meeting('lives');
    const { redisUrl = '', redisNamespace } = pool.config;
    const redis = new Redis(redisUrl, { keyPrefix: `${redisNamespace}:` });
    onTestFinished(() => redis.disconnect());
    await redis.del('meeting:expired');
    await redis.hset('voice_bridges', '12345', 'never listed');
    await pollOnce(pool.deps(), 'meetings');
    expect(await redis.smembers('meetings')).toEqual(['lives']);
    expect(await redis.hvals('voice_bridges')).toEqual(['lives']);
  });

  it('of expired records are cleared', async () => {
    const pool = await openPool({ store: 'PostgreSQL' });
    await pollOnce(pool.deps());
    await pool.meeting('room');
    await pool.store.meetings.renew(['room'], 0.001);
    await delay(20);
    expect(await pollOnce(pool.deps())).toMatchObject({ cleared: 1 });
  });
});
