import { describe, expect, it } from 'vitest';
import { poolTotals } from '../../cluster/pool-totals.ts';
import type { Server } from '../../cluster/server.ts';
import { server } from '../../cluster/testing.ts';
import { serverJson } from '../../operations/server-json.ts';
import { changesBetween, wholeOf } from './changes.ts';
import type { MeetingJson, Snapshot } from './snapshot.ts';

const meeting = (id: string, at: string, users: number | null = null): MeetingJson => ({
  ...{ id, server: at, tenant: null, since: null },
  ...{ name: users === null ? null : `Name of ${id}`, users },
});

function snapshot(servers: readonly Server[], meetings: Readonly<Record<string, string>> = {}): Snapshot {
  return {
    servers: new Map(servers.map((one) => [one.id, serverJson(one)])),
    meetings: new Map(Object.entries(meetings).map(([id, at]) => [id, meeting(id, at)])),
    totals: poolTotals(servers),
  };
}

const told = (before: Snapshot, after: Snapshot) =>
  changesBetween(before, after).map(({ name, data }) => [name, data]);

describe('between two snapshots', () => {
  it('nothing is told when nothing happened', () => {
    const make = () => snapshot([server('one')], { room: 'one' });
    expect(told(make(), make())).toEqual([]);
  });

  it('servers come, go and change, and what changed is named', () => {
    const before = snapshot([server('gone'), server('one', { meetings: 2 })]);
    const after = snapshot([server('new'), server('one', { state: 'cordoned', load: 8, meetings: 2 })]);
    const events = told(before, after);
    expect(events).toMatchObject([
      ['server.removed', { id: 'gone' }],
      ['server.added', { server: { id: 'new' } }],
      ['server.changed', { server: { id: 'one', load: 8 }, changed: ['state', 'load'] }],
      ['totals', { servers: 2, cordoned: 1, meetings: 2 }],
    ]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('a server that is waited for says so, and again when it is given up', () => {
    const away = { online: false, load: undefined };
    const waiting = snapshot([server('one', { ...away, awaitedUntil: 1_800_000_000_000 })]);
    const before = told(snapshot([server('one')]), waiting)[0];
    expect(before).toMatchObject(['server.changed', { changed: ['online', 'awaited_until', 'load'] }]);
    const [[name, data] = []] = told(waiting, snapshot([server('one', away)]));
    expect([name, data]).toMatchObject(['server.changed', { changed: ['awaited_until'] }]);
    expect(data).not.toHaveProperty('server.awaited_until');
  });

  it('meetings begin and end, and one that moves does both', () => {
    const before = snapshot([], { old: 'one', moves: 'one', stays: 'one' });
    const after = snapshot([], { moves: 'two', stays: 'one', new: 'two' });
    expect(told(before, after)).toEqual([
      [
        'meetings.ended',
        {
          meetings: [meeting('old', 'one'), meeting('moves', 'one')],
        },
      ],
      [
        'meetings.begun',
        {
          meetings: [meeting('moves', 'two'), meeting('new', 'two')],
        },
      ],
    ]);
  });

  it('what polls tell of meetings is told of those alone of which it is new', () => {
    const of = (...meetings: MeetingJson[]): Snapshot => ({
      ...snapshot([]),
      meetings: new Map(meetings.map((one) => [one.id, one])),
    });
    const before = of(meeting('maths', 'one'), meeting('art', 'one', 3), meeting('latin', 'one', 1));
    const after = of(meeting('maths', 'one', 12), meeting('art', 'one', 4), meeting('latin', 'one', 1));
    expect(told(before, after)).toEqual([
      ['meetings.changed', { meetings: [meeting('maths', 'one', 12), meeting('art', 'one', 4)] }],
    ]);
  });

  it('very many meetings are told in pieces', () => {
    const many = Object.fromEntries(Array.from({ length: 1201 }, (_, number) => [`room ${number}`, 'one']));
    const events = changesBetween(snapshot([]), snapshot([], many));
    expect(events.map(({ name }) => name)).toEqual(['meetings.begun', 'meetings.begun', 'meetings.begun']);
  });
});

describe('the first event', () => {
  it('tells all there is', () => {
    const { name, data } = wholeOf(snapshot([server('one')], { room: 'one' }));
    expect(name).toBe('snapshot');
    expect(data).toMatchObject({
      servers: [{ id: 'one' }],
      meetings: [{ id: 'room', server: 'one' }],
      meetings_left_out: 0,
      totals: { servers: 1 },
    });
  });

  it('leaves out what would be too much, and says how much', () => {
    const many = Object.fromEntries(Array.from({ length: 2500 }, (_, number) => [`room ${number}`, 'one']));
    expect(wholeOf(snapshot([], many)).data).toMatchObject({ meetings_left_out: 500 });
  });
});
