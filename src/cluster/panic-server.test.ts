import { describe, expect, it } from 'vitest';
import { MEETING_TTL, openPool } from '../../test/helpers/pool.ts';
import { pollOnce } from '../poller/round.ts';
import { createEndOnServer } from './end-on-server.ts';
import { evictServer } from './evict-server.ts';
import { panicServer } from './panic-server.ts';
import type { Stray } from './strays.ts';

const GRACE_MS = 180_000;

/** A room with two people on `sim-1`, which then does not answer any more; known to be away after two polls. */
async function away({ reattachGraceMs = GRACE_MS, polls = 2 } = {}) {
  const pool = await openPool({ servers: 2 });
  const [old, other] = pool.fleet.servers;
  if (!old || !other) throw new Error('no servers');
  const round = () => pollOnce(pool.deps({ reattachGraceMs, meetingGraceMs: 0 }));
  await round();
  await pool.meeting('room', { room: false });
  const people = ['Ada', 'Bo'].map((fullName) => ({ fullName, role: 'VIEWER' as const }));
  old.createRoom({ meetingId: 'room', moderatorPw: 'pw of room' }, people);
  await old.fault('refuse');
  for (let done = 0; done < polls; done++) await round();
  const { servers, meetings, strays } = pool.store;
  const deps = { servers, meetings, strays, meetingTtl: MEETING_TTL, end: createEndOnServer(pool.client) };
  const setState: typeof servers.setState = async (id, state) => {
    const server = await servers.setState(id, state);
    await round();
    return server;
  };
  /** Whatever is changed of a server, the poller sees before anything else is done. */
  const polledAtOnce = { ...deps, servers: { ...servers, setState } };
  const notEnded: string[] = [];
  const telling = { notEnded: ({ id }: { readonly id: string }) => void notEnded.push(id) };
  const back = async () => {
    await old.fault('none');
    return await round();
  };
  return { pool, old, other, round, deps, polledAtOnce, telling, notEnded, back };
}

describe('a panic while the server is away', () => {
  it('ends its rooms once it is back, though nobody could tell it', async () => {
    const { pool, old, deps, telling, notEnded, back, round } = await away();
    await panicServer(deps, 'sim-1', telling);
    expect(notEnded).toEqual(['room']);
    expect(await pool.home('room')).toBeUndefined();
    expect(await back()).toMatchObject({ ended: 1 });
    expect(old.room('room')).toBeUndefined();
    await round();
    expect(await pool.store.strays.list()).toEqual([]);
  });

  it('does so also without a grace, when the server just hangs', async () => {
    const { old, deps, telling, notEnded, back } = await away({ reattachGraceMs: 0, polls: 0 });
    await panicServer(deps, 'sim-1', { ...telling, keepState: true });
    expect(notEnded).toEqual(['room']);
    expect(await back()).toMatchObject({ ended: 1 });
    expect(old.room('room')).toBeUndefined();
  });

  it('ends the room also when the meeting was made anew elsewhere, with fewer people in it', async () => {
    const { pool, old, other, deps, telling, back } = await away();
    await panicServer(deps, 'sim-1', { ...telling, keepState: true });
    await pool.meeting('room', { number: 2 });
    expect(await back()).toMatchObject({ online: ['sim-1'], ended: 1 });
    expect(old.room('room')).toBeUndefined();
    expect(other.room('room')).toBeDefined();
    expect(await pool.home('room')).toBe('sim-2');
  });

  it('ends also the rooms of meetings that the poller forgets as soon as the server is disabled', async () => {
    const { pool, polledAtOnce, telling, notEnded } = await away();
    await panicServer(polledAtOnce, 'sim-1', telling);
    expect(notEnded).toEqual(['room']);
    expect(await pool.store.strays.list()).toMatchObject([{ id: 'room', ended: true }]);
  });

  it('leaves the rooms alone when they are not to be ended', async () => {
    const { pool, old, polledAtOnce, back } = await away();
    await panicServer(polledAtOnce, 'sim-1', { skipEndCalls: true });
    expect(await pool.store.strays.list()).toEqual([]);
    expect(await back()).toMatchObject({ ended: 0 });
    expect(old.room('room')).toBeDefined();
  });

  it('remembers nothing of what the server has ended', async () => {
    const { pool, old, deps, telling, notEnded } = await away({ polls: 0 });
    await old.fault('none');
    await panicServer(deps, 'sim-1', telling);
    expect([notEnded, old.room('room'), await pool.store.strays.list()]).toEqual([[], undefined, []]);
  });

  it('has noted the room before it waits for the answer, so that it may be stopped meanwhile', async () => {
    const { pool, deps } = await away();
    const noted: Stray[][] = [];
    const end = async () => {
      noted.push(await pool.store.strays.list());
      return undefined;
    };
    await panicServer({ ...deps, end }, 'sim-1', {});
    expect(noted).toEqual([[expect.objectContaining({ id: 'room', ended: true })]]);
    expect(await pool.store.strays.list()).toEqual([]);
  });
});

describe('a server that is removed', () => {
  it('is told to end what was left on it, too, as nobody looks at it any more', async () => {
    const { pool, old, deps, telling, notEnded } = await away();
    await panicServer(deps, 'sim-1', {});
    await old.fault('none');
    expect(await evictServer(deps, 'sim-1', telling)).toBe(true);
    expect([notEnded, old.room('room'), await pool.store.servers.find('sim-1')]).toEqual([
      [],
      undefined,
      undefined,
    ]);
  });

  it('has it said when it can not be told', async () => {
    const { deps, telling, notEnded } = await away();
    await panicServer(deps, 'sim-1', {});
    expect(await evictServer(deps, 'sim-1', telling)).toBe(true);
    expect(notEnded).toEqual(['room']);
    expect(await evictServer(deps, 'sim-1', telling)).toBe(false);
  });
});
