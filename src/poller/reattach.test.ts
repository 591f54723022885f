import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MEETING_TTL, openPool, type Pool } from '../../test/helpers/pool.ts';
import type { Meeting } from '../cluster/meeting.ts';
import type { SimulatedServer } from '../simulator/simulated-server.ts';
import { startPoller } from './poller.ts';
import { pollOnce } from './round.ts';

const GRACE_MS = 180_000;
const PEOPLE = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ fullName: `${index}`, role: 'VIEWER' as const }));

/** A pool of two servers, `old` and `new`, and rounds at times of our own. */
async function openWaiting(config = {}) {
  const pool = await openPool({ servers: 2 });
  const [old, anew] = pool.fleet.servers;
  if (!old || !anew) throw new Error('no servers');
  let ahead = 0;
  const deps = () => ({
    ...pool.deps({ reattachGraceMs: GRACE_MS, meetingGraceMs: 0, ...config }),
    now: () => Date.now() + ahead,
  });
  const round = () => pollOnce(deps());
  const offline = async (server = old) => {
    await server.fault('refuse');
    await round();
    return await round();
  };
  const later = (ms: number) => {
    ahead += ms;
  };
  await round();
  return { pool, old, anew, deps, round, offline, later };
}

async function record({ store }: Pool, id: string): Promise<Meeting> {
  const [found] = await store.meetings.find([id]);
  if (!found) throw new Error(`${id} is not on record`);
  return found.meeting;
}

/** As a create does that finds the server of its meeting offline; with so many people in the new room. */
async function createdAnew(pool: Pool, anew: SimulatedServer, people: number): Promise<void> {
  const stray = await record(pool, 'room');
  await pool.store.strays.note([stray], MEETING_TTL);
  await pool.store.meetings.forget('room', 'sim-1');
  await pool.meeting('room', { number: 2, room: false });
  // The rooms of one meeting are told apart by when they were created.
  await delay(5);
  anew.createRoom({ meetingId: 'room', moderatorPw: 'pw of room' }, PEOPLE(people));
}

async function addRoom(pool: Pool, old: SimulatedServer, people: number): Promise<void> {
  await pool.meeting('room', { room: false });
  old.createRoom({ meetingId: 'room', moderatorPw: 'pw of room' }, PEOPLE(people));
}

describe('a server that drops out for a while', () => {
  it('keeps its meetings on record and gets no load, and has them again when it is back in time', async () => {
    const { pool, old, round, offline, later } = await openWaiting();
    await addRoom(pool, old, 3);
    expect(await offline()).toMatchObject({ offline: ['sim-1'], forgotten: 0 });
    const away = await pool.server();
    expect(away).toMatchObject({ online: false, load: undefined, unhealthy: 0 });
    expect(away.awaitedUntil).toBeGreaterThan(Date.now());
    later(GRACE_MS - 10_000);
    expect(await round()).toMatchObject({ forgotten: 0, ended: 0 });
    expect(await pool.home('room')).toBe('sim-1');
    await old.fault('none');
    expect(await round()).toMatchObject({ online: ['sim-1'], forgotten: 0, ended: 0 });
    expect(await pool.home('room')).toBe('sim-1');
    const back = await pool.server();
    expect(back).toMatchObject({ online: true, users: 3 });
    expect(back).not.toHaveProperty('awaitedUntil');
    expect(old.requests('end')).toEqual([]);
  });

  it('counts what it keeps among the meetings of the pool and the tenant, without its users', async () => {
    const { pool, old, offline } = await openWaiting();
    await pool.meeting('room', { tenantId: 't1', room: false });
    old.createRoom({ meetingId: 'room', metadata: { 'tenant-id': 't1' } }, PEOPLE(2));
    await offline();
    const { of } = await pool.store.use.read();
    for (const owner of ['', 't1']) expect(of.get(owner)).toMatchObject({ meetings: 1, users: 0 });
  });

  it('is not given up while it answers, though it takes several good polls to be online', async () => {
    const { pool, old, round, offline, later } = await openWaiting({ serverHealthyThreshold: 3 });
    for (let polls = 0; polls < 2; polls++) await round();
    await addRoom(pool, old, 1);
    await offline();
    await old.fault('none');
    expect(await round()).toMatchObject({ online: [] });
    later(GRACE_MS);
    expect(await round()).toMatchObject({ online: [], forgotten: 0 });
    expect(await round()).toMatchObject({ online: ['sim-1'], forgotten: 0 });
    expect(await pool.home('room')).toBe('sim-1');
  });

  it('has lost the meetings that it does not list any more when it is back', async () => {
    const { pool, old, round, offline } = await openWaiting();
    await addRoom(pool, old, 1);
    await offline();
    await old.fault('restart', 'none');
    expect(await round()).toMatchObject({ online: ['sim-1'], forgotten: 1, ended: 0 });
    expect(await pool.home('room')).toBeUndefined();
  });

  it('loses its meetings at the end of the grace, and their rooms when it is back too late', async () => {
    const { pool, old, round, offline, later } = await openWaiting();
    await addRoom(pool, old, 5);
    await offline();
    later(GRACE_MS);
    expect(await round()).toMatchObject({ forgotten: 1, ended: 0 });
    expect(await pool.home('room')).toBeUndefined();
    expect(await pool.server()).not.toHaveProperty('awaitedUntil');
    await old.fault('none');
    expect(await round()).toMatchObject({ online: ['sim-1'], ended: 1 });
    expect(old.room('room')).toBeUndefined();
    await round();
    expect(await pool.store.strays.list()).toEqual([]);
  });

  it('loses them at once when the operator disables it meanwhile', async () => {
    const { pool, old, round, offline } = await openWaiting();
    await addRoom(pool, old, 1);
    await offline();
    await pool.store.servers.setState('sim-1', 'disabled');
    expect(await round()).toMatchObject({ forgotten: 1 });
    await old.fault('none');
    await round();
    expect(old.room('room')).toBeUndefined();
  });

  it('loses them at once when it is removed', async () => {
    const { pool, old, round, offline } = await openWaiting();
    await addRoom(pool, old, 1);
    await offline();
    await pool.store.servers.remove('sim-1');
    expect(await round()).toMatchObject({ forgotten: 1 });
  });

  it('is told to end its rooms when it is given up half dead', async () => {
    const { pool, old, round, later } = await openWaiting();
    await addRoom(pool, old, 1);
    await old.fault({ kind: '500', calls: ['getMeetings'] });
    for (let failures = 0; failures < 2; failures++) expect(await round()).toMatchObject({ ended: 0 });
    later(GRACE_MS);
    expect(await round()).toMatchObject({ forgotten: 1, ended: 1 });
    expect(old.room('room')).toBeUndefined();
  });

  it('is waited for by a poller that was started meanwhile, which gives it up in its turn', async () => {
    const { pool, old, deps, offline, later } = await openWaiting();
    await addRoom(pool, old, 1);
    await offline();
    const other = await pool.reopen();
    const { servers, meetings, leases, strays, use } = other;
    const restarted = () => pollOnce({ ...deps(), servers, meetings, leases, strays, use });
    expect(await restarted()).toMatchObject({ forgotten: 0 });
    later(GRACE_MS);
    expect(await restarted()).toMatchObject({ forgotten: 1 });
  });
});

describe('a running poller', () => {
  it('gives a server up when its grace is over, and not only at the next round', async () => {
    const { pool, old, deps } = await openWaiting();
    await addRoom(pool, old, 1);
    await old.fault('refuse');
    const gone = { online: false, healthy: 0, unhealthy: 0, load: undefined };
    const until = Date.now() + 1000;
    await pool.store.servers.recordPoll('sim-1', await pool.server(), { ...gone, awaitedUntil: until });
    const poller = startPoller(deps());
    onTestFinished(() => poller.stop());
    await expect.poll(() => pool.home('room'), { timeout: 20_000 }).toBeUndefined();
    expect(Date.now()).toBeGreaterThanOrEqual(until);
    await expect.poll(() => pool.server()).not.toHaveProperty('awaitedUntil');
  });
});

describe('a meeting that was created anew while its server was away', () => {
  it.each([
    { there: 2, here: 3, stays: 'sim-2' },
    { there: 3, here: 2, stays: 'sim-1' },
    { there: 2, here: 2, stays: 'sim-2' },
    { there: 0, here: 0, stays: 'sim-2' },
  ])('with $there people in the old room and $here in the new one stays on $stays', async (story) => {
    const { pool, old, anew, round, offline } = await openWaiting();
    await addRoom(pool, old, story.there);
    await offline();
    await createdAnew(pool, anew, story.here);
    expect(await round()).toMatchObject({ ended: 0, forgotten: 0 });
    await old.fault('none');
    expect(await round()).toMatchObject({ online: ['sim-1'], ended: 1, forgotten: 0 });
    expect(await pool.home('room')).toBe(story.stays);
    expect(old.room('room') === undefined).toBe(story.stays === 'sim-2');
    expect(anew.room('room') === undefined).toBe(story.stays === 'sim-1');
    expect(await round()).toMatchObject({ ended: 0, forgotten: 0 });
    expect(await pool.home('room')).toBe(story.stays);
    expect(await pool.store.strays.list()).toEqual([]);
  });

  it('and has ended since leaves nothing behind when the server is back', async () => {
    const { pool, old, anew, round, offline } = await openWaiting();
    await addRoom(pool, old, 4);
    await offline();
    await createdAnew(pool, anew, 1);
    await pool.store.meetings.forget('room', 'sim-2');
    await old.fault('none');
    expect(await round()).toMatchObject({ ended: 1 });
    expect(old.room('room')).toBeUndefined();
  });

  it('is settled once by two who look at the same time, and one room stays', async () => {
    const { pool, old, anew, deps, round, offline } = await openWaiting();
    await addRoom(pool, old, 3);
    await offline();
    await createdAnew(pool, anew, 2);
    await old.fault('none');
    await pollOnce(deps(), 'servers');
    const looks = Array.from({ length: 4 }, () => pollOnce(deps(), 'meetings'));
    const ended = (await Promise.all(looks)).reduce((sum, report) => sum + report.ended, 0);
    expect(ended).toBeGreaterThan(0);
    await round();
    expect(await pool.home('room')).toBe('sim-1');
    expect([old.room('room'), anew.room('room')]).toEqual([expect.anything(), undefined]);
  });

  it('waits while one of the two does not tell, and is settled when it does', async () => {
    const { pool, old, anew, round, offline } = await openWaiting();
    await addRoom(pool, old, 1);
    await offline();
    await createdAnew(pool, anew, 1);
    await old.fault({ kind: 'failed', calls: ['getMeetingInfo'] });
    expect(await round()).toMatchObject({ online: ['sim-1'], ended: 0 });
    await old.fault('none');
    expect(await round()).toMatchObject({ ended: 1 });
    expect([old.room('room'), anew.room('room')]).toEqual([undefined, expect.anything()]);
  });

  it('is settled later when the room that is to go can not be ended, also if the meeting is over by then', async () => {
    const { pool, old, anew, round, offline } = await openWaiting();
    await addRoom(pool, old, 1);
    await offline();
    await createdAnew(pool, anew, 2);
    await old.fault({ kind: 'failed', calls: ['end'] });
    expect(await round()).toMatchObject({ online: ['sim-1'], ended: 0 });
    expect(old.room('room')).toBeDefined();
    await pool.store.meetings.forget('room', 'sim-2');
    await old.fault('none');
    expect(await round()).toMatchObject({ ended: 1 });
    expect(old.room('room')).toBeUndefined();
  });

  it('is one room when the new server is the old one under another name', async () => {
    const { pool, old, round, offline } = await openWaiting();
    await addRoom(pool, old, 1);
    await offline();
    const { url, secret } = old;
    await pool.store.servers.update('sim-2', { url, secret });
    const stray = await record(pool, 'room');
    await pool.store.strays.note([stray], MEETING_TTL);
    await pool.store.meetings.forget('room', 'sim-1');
    await pool.meeting('room', { number: 2, room: false });
    await old.fault('none');
    expect(await round()).toMatchObject({ ended: 0 });
    expect(old.room('room')).toBeDefined();
    expect(await pool.store.strays.list()).toEqual([]);
  });
});
