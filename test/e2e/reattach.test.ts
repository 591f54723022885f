import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SimulatedServer } from '../../src/simulator/simulated-server.ts';
import { type Child, startProcess } from '../helpers/index.ts';
import { type Balancer, startBalancer } from './balancer.ts';

const SOON = { timeout: 20_000, interval: 20 };

describe('a server that drops out, with a grace for its meetings', { timeout: 60_000 }, () => {
  let pool: Balancer;
  let old: SimulatedServer;
  let other: SimulatedServer;
  const pollers: Child[] = [];

  beforeAll(async () => {
    const env = {
      ...{ POLL_INTERVAL: '0.2', SERVER_HEALTHY_THRESHOLD: '2', MEETING_GRACE: '2', REATTACH_GRACE: '60' },
      ...{ CONNECT_TIMEOUT: '1', RESPONSE_TIMEOUT: '5', DEFAULT_MEETING_TTL: '3600' },
    };
    pool = await startBalancer({ store: 'redis', env });
    const [first, second] = pool.fleet.servers;
    if (!first || !second) throw new Error('no servers');
    [old, other] = [first, second];
  });
  afterEach(async () => {
    await Promise.all(pollers.splice(0).map((poller) => poller.stop()));
  });
  afterAll(() => pool.close());

  async function startPoller(change = {}): Promise<Child> {
    const env = { ...pool.env, LOG_LEVEL: 'info', ...change };
    const poller = await startProcess({ command: 'bin/start-poller', env });
    pollers.push(poller);
    await poller.stdout.match(/the poller runs/);
    return poller;
  }

  const create = (meetingID: string) => pool.call('create', { meetingID, name: 'A room' });

  function people(server: SimulatedServer, meetingId: string, count: number): void {
    const room = server.room(meetingId);
    if (!room) throw new Error(`${server.id} has no room ${meetingId}`);
    for (let number = 0; number < count; number++) server.addUser(room, { fullName: 'x', role: 'VIEWER' });
  }

  /** Creates it on that server, the other one being closed to new meetings; with two people. */
  async function createOn(server: SimulatedServer, ...meetingIds: readonly string[]): Promise<void> {
    const { id } = server === old ? other : old;
    await pool.store.servers.setState(id, 'cordoned');
    for (const meetingId of meetingIds) {
      await expect.poll(async () => (await create(meetingId)).returncode, SOON).toBe('SUCCESS');
      people(server, meetingId, 2);
    }
    await pool.store.servers.setState(id, 'enabled');
  }

  async function becomes(state: 'online' | 'offline'): Promise<void> {
    const isOnline = async () => (await pool.store.servers.find(old.id))?.online;
    await expect.poll(isOnline, SOON).toBe(state === 'online');
  }

  it('has them again when it is back in time, but for those that were made anew and have more people', async () => {
    const crew = await Promise.all([startPoller(), startPoller()]);
    await createOn(other, 'keeps the other one up');
    await createOn(old, 'waits', 'fuller', 'emptier');
    await old.fault('refuse');
    await becomes('offline');

    const join = (init?: RequestInit) => pool.call('join', { meetingID: 'waits', fullName: 'x' }, init);
    expect(await join()).toMatchObject({ status: 200, key: 'serverUnavailable' });
    const page = await join({ headers: { accept: 'text/html' } });
    expect(page.status).toBe(503);
    expect(page.headers.get('refresh')).not.toBeNull();
    expect(page.text).toContain('As soon as it is back, this page opens the meeting by itself.');

    for (const poller of crew) poller.signal('SIGKILL');
    await Promise.all(crew.map((poller) => poller.exited));
    for (const [meetingId, count] of [
      ['fuller', 1],
      ['emptier', 3],
    ] as const) {
      expect(await create(meetingId)).toMatchObject({ returncode: 'SUCCESS' });
      expect(await pool.home(meetingId)).toBe(other.id);
      people(other, meetingId, count);
    }
    await startPoller();
    await old.fault('none');
    await becomes('online');
    expect(await join()).toMatchObject({ status: 302 });
    await expect.poll(() => other.room('fuller'), SOON).toBeUndefined();
    await expect.poll(() => old.room('emptier'), SOON).toBeUndefined();
    const homes = await Promise.all(['waits', 'fuller', 'emptier'].map(pool.home));
    expect(homes).toEqual([old.id, old.id, other.id]);

    await old.fault('refuse', 'restart');
    await becomes('offline');
    expect(await pool.home('waits')).toBe(old.id);
    await old.fault('none');
    await expect.poll(() => pool.home('waits'), SOON).toBeUndefined();
  });

  it('loses them when it is back too late', async () => {
    await startPoller({ REATTACH_GRACE: '0.5' });
    await createOn(old, 'late');
    other.clearRequests();
    await old.fault('refuse');
    await expect.poll(() => pool.home('late'), SOON).toBeUndefined();
    expect(old.room('late')).toBeDefined();
    expect((await pool.store.strays.list()).map(({ id }) => id)).toContain('late');
    await old.fault('none');
    await expect.poll(() => old.room('late'), SOON).toBeUndefined();
    expect(other.requests('end')).toEqual([]);
  });
});
