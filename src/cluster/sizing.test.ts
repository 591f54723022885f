import { describe, expect, it } from 'vitest';
import { type SizingRule, sizePool, userCapacity } from './sizing.ts';
import { server } from './testing.ts';

const rule: SizingRule = { target: 0.5, usersPerServer: 100, keepFree: 0 };

const limited = (maxUsers: number, joined = 0) => ({
  capacity: { maxUsers, spare: false, placed: 0, joined },
});

describe('a pool', () => {
  it('wants so many servers that they are as full as its target says', () => {
    const users = (count: number) => sizePool([server('a', { users: count })], rule).total.wanted;
    expect([0, 1, 50, 51, 100, 101].map(users)).toEqual([1, 1, 1, 2, 2, 3]);
  });

  it('tells which servers it can do without, the emptiest first', () => {
    const pool = [server('a', { users: 30 }), server('b', { users: 2 }), server('c'), server('d')];
    expect(sizePool(pool, rule).groups[0]).toMatchObject({ wanted: 1, dispensable: ['c', 'd', 'b'] });
  });

  it('has room on the servers that may take a meeting, and counts who was sent there since the poll', () => {
    const pool = [
      server('a', { users: 40, ...limited(80, 10) }),
      server('full', { users: 90, ...limited(80) }),
      server('away', { online: false, load: undefined }),
      server('off', { state: 'disabled', users: 7 }),
    ];
    expect(sizePool(pool, rule).total).toEqual({
      inService: 2,
      available: 1,
      users: 140,
      userCapacity: 160,
      freeUsers: 30,
      utilisation: 0.875,
      wanted: 4,
    });
  });

  it('keeps room for those who are on servers that are being drained', () => {
    const drained = server('b', { state: 'cordoned', users: 100 });
    expect(sizePool([server('a'), drained], rule).groups[0]).toMatchObject({ inService: 1, wanted: 2 });
  });

  it('keeps room for a lesson that has not begun', () => {
    const { wanted } = sizePool([server('a')], { ...rule, keepFree: 250 }).total;
    expect(wanted).toBe(3);
  });

  it('that may have so many meetings only wants servers for these, too', () => {
    const capacity = { maxMeetings: 10, spare: false, placed: 2, joined: 0 };
    expect(sizePool([server('a', { meetings: 9, capacity })], rule).total.wanted).toBe(3);
  });

  it('is sized by tag', () => {
    const pool = [server('a', { users: 60 }), server('b', { tag: 'large', users: 10, loadMultiplier: 0.25 })];
    const { groups, total } = sizePool(pool, rule);
    expect(groups.map(({ tag, wanted, userCapacity }) => ({ tag, wanted, userCapacity }))).toEqual([
      { tag: undefined, wanted: 2, userCapacity: 100 },
      { tag: 'large', wanted: 1, userCapacity: 400 },
    ]);
    expect(total.wanted).toBe(3);
  });

  it('of nothing wants an untagged server to begin with, and more for those who are to come', () => {
    for (const servers of [[], [server('off', { state: 'disabled', tag: 'large' })]]) {
      const none = sizePool(servers, rule);
      expect(none.groups).toMatchObject([{ tag: undefined, inService: 0, wanted: 1, dispensable: [] }]);
      expect(none.total).toMatchObject({ wanted: 1, utilisation: 0, freeUsers: 0 });
      expect(sizePool(servers, { ...rule, keepFree: 250 }).total.wanted).toBe(3);
    }
  });

  it('of tagged servers only wants no other ones', () => {
    expect(sizePool([server('a', { tag: 'large' })], rule).groups.map(({ tag }) => tag)).toEqual(['large']);
  });

  it('whose servers are all away wants as many as its users before', () => {
    const away = server('a', { online: false, load: undefined, ...limited(10), users: 0 });
    expect(sizePool([away], { ...rule, keepFree: 25 }).total).toMatchObject({ inService: 0, wanted: 3 });
  });
});

it('a server carries what is said of it, else what its load multiplier tells', () => {
  expect(userCapacity(server('a', limited(70)), rule)).toBe(70);
  expect(userCapacity(server('a', { loadMultiplier: 2 }), rule)).toBe(50);
  expect(userCapacity(server('a', limited(0)), rule)).toBe(0);
});
