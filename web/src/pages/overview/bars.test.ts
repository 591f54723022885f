import { describe, expect, it } from 'vitest';
import type { Server } from '../../api/calls.ts';
import { type Bars, barsOf } from './bars.ts';

const server = (id: string, change: Partial<Server> = {}): Server => ({
  ...{ id, url: `https://${id}/bigbluebutton/api`, tag: null, state: 'enabled', online: true, load: 1 },
  ...{ load_multiplier: 1, meetings: 0, users: 0, largest_meeting: 0, videos: 0, bbb_version: '3.0.1' },
  ...{ max_meetings: null, max_users: null, spare: false, ...change },
});

const none: Bars = new Map();

describe('the bars', () => {
  it('are as long as the load is, next to that of the busiest', () => {
    const bars = barsOf([server('a', { load: 5 }), server('b', { load: 20 })], none, undefined);
    expect([...bars.values()].map(({ share }) => share)).toEqual([0.25, 1]);
    const idle = barsOf([server('a', { load: 0 }), server('b', { load: null })], none, undefined);
    expect([...idle.values()].map(({ share }) => share)).toEqual([0, 0]);
  });

  it('stand in the order in which people count', () => {
    const bars = barsOf([server('bbb1'), server('bbb10'), server('bbb2')], none, undefined);
    expect([...bars.keys()]).toEqual(['bbb1', 'bbb2', 'bbb10']);
  });

  it('stay as they are while they can not be seen, and follow once they can', () => {
    const before = barsOf([server('a', { load: 8 }), server('b', { load: 8 })], none, new Set());
    const next = [server('a', { load: 4 }), server('b', { load: 4 }), server('c', { load: 8 })];
    const after = barsOf(next, before, new Set(['b']));
    expect(after.get('a')).toBe(before.get('a'));
    expect([after.get('b')?.share, after.get('c')?.share]).toEqual([0.5, 1]);
    expect(barsOf(next, after, new Set(['a', 'b'])).get('a')?.share).toBe(0.5);
  });

  it('tell at once that a server died, wherever they are', () => {
    const before = barsOf([server('a')], none, new Set());
    const after = barsOf([server('a', { online: false, load: null })], before, new Set());
    expect(after.get('a')?.server.online).toBe(false);
  });
});
