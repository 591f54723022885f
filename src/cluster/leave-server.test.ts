import { describe, expect, it } from 'vitest';
import { openPool } from '../../test/helpers/pool.ts';
import { pollOnce } from '../poller/round.ts';
import { leaveServer } from './leave-server.ts';
import type { AdminState, HomeServer } from './server.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** A meeting that runs on a server which the store says is offline, though it would answer. */
async function lost(reattachGraceMs: number, state: AdminState = 'enabled') {
  const pool = await openPool();
  await pollOnce(pool.deps());
  await pool.meeting('room');
  await pool.store.servers.recordPoll('sim-1', await pool.server(), {
    ...{ online: false, healthy: 0, unhealthy: 0, load: undefined },
  });
  await pool.store.servers.setState('sim-1', state);
  const [found] = await pool.store.meetings.find(['room']);
  if (!found) throw new Error('the meeting is not on record');
  const { meetings, strays } = pool.store;
  const config = { reattachGraceMs, defaultMeetingTtl: 3600 };
  const deps = { meetings, strays, client: pool.client, config, log: quiet };
  const room = () => pool.fleet.servers[0]?.room('room');
  const leave = (server: HomeServer | undefined) => leaveServer({ deps, limits: [] }, found.meeting, server);
  return { pool, meeting: found.meeting, room, leave };
}

describe('a meeting that is created anew because its server can not be used', () => {
  it('is forgotten there, and its room told to end', async () => {
    const { pool, room, leave } = await lost(0);
    await leave(await pool.server());
    expect(await pool.home('room')).toBeUndefined();
    await expect.poll(room).toBeUndefined();
    expect(await pool.store.strays.list()).toEqual([]);
  });

  it('leaves its room alone on a server that is waited for, and remembers it', async () => {
    const { pool, meeting, room, leave } = await lost(180_000);
    await leave(await pool.server());
    expect(await pool.home('room')).toBeUndefined();
    expect(await pool.store.strays.list()).toEqual([meeting]);
    expect(room()).toBeDefined();
    expect(pool.fleet.servers[0]?.requests('end')).toEqual([]);
  });

  it('tells the room to end, and remembers it, when the server that is away was disabled', async () => {
    const { pool, meeting, room, leave } = await lost(180_000, 'disabled');
    await leave(await pool.server());
    await expect.poll(room).toBeUndefined();
    expect(await pool.store.strays.list()).toEqual([meeting]);
  });

  it('has nobody to tell when its server is not in the pool any more', async () => {
    const { pool, room, leave } = await lost(180_000);
    await leave(undefined);
    expect(await pool.home('room')).toBeUndefined();
    expect(await pool.store.strays.list()).toEqual([]);
    expect(room()).toBeDefined();
  });
});
