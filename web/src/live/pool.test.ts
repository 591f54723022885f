import { describe, expect, it } from 'vitest';
import type { PoolTotals } from '../../../src/cluster/pool-totals.ts';
import type { Server } from '../api/calls.ts';
import { applied, emptyPool, type PoolEvent, withMeetings } from './pool.ts';

const AT = '2026-11-21T10:05:00.000Z';

function server(id: string, more: Partial<Server> = {}): Server {
  const counts = { meetings: 0, users: 0, largest_meeting: 0, videos: 0 };
  const limits = { max_meetings: null, max_users: null, spare: false };
  const rest = { url: `https://${id}/api`, tag: null, load: 0, load_multiplier: 1, bbb_version: null };
  return { id, state: 'enabled', online: true, ...counts, ...limits, ...rest, ...more };
}

const totals: PoolTotals = {
  ...{ servers: 1, enabled: 1, cordoned: 0, disabled: 0, available: 1, online: 1 },
  ...{ meetings: 0, users: 0, videos: 0, load: 0 },
};

function meeting(id: string) {
  return { id, server: 'a', tenant: null, since: null, name: null, users: null };
}

const snapshot: PoolEvent = {
  name: 'snapshot',
  at: AT,
  servers: [server('a'), server('b')],
  meetings: [meeting('m1')],
  meetings_left_out: 3,
  totals,
};

const started = applied(emptyPool, [snapshot]);

describe('the pool as it is told', () => {
  it('begins with a snapshot, and begins anew with the next', () => {
    expect(emptyPool.known).toBe(false);
    expect(started).toMatchObject({ known: true, meetingsLeftOut: 3, totals });
    expect([...started.servers.keys()]).toEqual(['a', 'b']);
    const again = applied(started, [{ ...snapshot, servers: [server('b')], meetings: [] }]);
    expect([[...again.servers.keys()], again.meetings.size]).toEqual([['b'], 0]);
  });

  it('follows servers that come, change and go, and remembers what is worth it', () => {
    const pool = applied(started, [
      { name: 'server.added', at: AT, server: server('c') },
      { name: 'server.changed', at: AT, server: server('a', { load: 5 }), changed: ['load'] },
      { name: 'server.changed', at: AT, server: server('a', { state: 'cordoned' }), changed: ['state'] },
      { name: 'server.changed', at: AT, server: server('c', { online: false }), changed: ['online', 'load'] },
      { name: 'server.removed', at: AT, id: 'b' },
    ]);
    expect([...pool.servers.values()].map(({ id, state }) => [id, state])).toEqual([
      ['a', 'cordoned'],
      ['c', 'enabled'],
    ]);
    expect(pool.happenings.map(({ server: id, kind }) => `${id} ${kind}`)).toEqual([
      'b removed',
      'c offline',
      'a cordoned',
      'c added',
    ]);
  });

  it('follows meetings, and leaves those alone that nothing happened to', () => {
    const pool = applied(started, [
      { name: 'meetings.ended', at: AT, meetings: [meeting('m1')] },
      { name: 'meetings.begun', at: AT, meetings: [meeting('m2'), meeting('m3')] },
    ]);
    expect([...pool.meetings.keys()]).toEqual(['m2', 'm3']);
    expect([...started.meetings.keys()]).toEqual(['m1']);
    const other = applied(pool, [{ name: 'totals', at: AT, ...totals, users: 7 }]);
    expect(other.meetings).toBe(pool.meetings);
    expect(other.totals).toEqual({ ...totals, users: 7 });
  });

  it('takes in what the polls tell of meetings, in the place that they had', () => {
    const pool = applied(started, [
      { name: 'meetings.begun', at: AT, meetings: [meeting('m2')] },
      { name: 'meetings.changed', at: AT, meetings: [{ ...meeting('m1'), name: 'Algebra', users: 12 }] },
    ]);
    expect([...pool.meetings.values()].map(({ id, users }) => [id, users])).toEqual([
      ['m1', 12],
      ['m2', null],
    ]);
  });

  it('keeps a meeting that moved: it has ended there and begun here', () => {
    const pool = applied(started, [
      { name: 'meetings.ended', at: AT, meetings: [meeting('m1')] },
      { name: 'meetings.begun', at: AT, meetings: [{ ...meeting('m1'), server: 'b' }] },
    ]);
    expect(pool.meetings.get('m1')?.server).toBe('b');
  });

  it('takes in the meetings that were left out, but not those that have ended meanwhile', () => {
    const pool = applied(started, [
      { name: 'meetings.ended', at: AT, meetings: [meeting('m2'), meeting('m3')] },
      { name: 'meetings.begun', at: AT, meetings: [{ ...meeting('m3'), server: 'b' }] },
    ]);
    const whole = withMeetings(pool, ['m1', 'm2', 'm3', 'm4'].map(meeting));
    expect([...whole.meetings.keys()].sort()).toEqual(['m1', 'm3', 'm4']);
    expect(whole.meetings.get('m3')?.server).toBe('b');
    expect([whole.meetingsLeftOut, whole.ended.size]).toEqual([0, 0]);
  });

  it('tells of trouble until it is over', () => {
    const pool = applied(started, [{ name: 'trouble', at: AT, reason: 'no answer', code: 'store-away' }]);
    expect(pool.trouble).toEqual({ reason: 'no answer', code: 'store-away' });
    expect(applied(pool, [{ name: 'trouble', at: AT, reason: null }]).trouble).toBeUndefined();
    expect(applied(pool, []).trouble).toBe(pool.trouble);
  });
});
