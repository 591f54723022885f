import { describe, expect, it } from 'vitest';
import { isAwaited, isGivenUp } from './awaited.ts';

const UNTIL = 1_800_000_000_000;
const offline = { state: 'enabled', online: false, healthy: 0, awaitedUntil: UNTIL } as const;

describe('a server that went offline with a grace', () => {
  it('is waited for until the grace is over, and given up then', () => {
    expect([isAwaited(offline, UNTIL - 1), isGivenUp(offline, UNTIL - 1)]).toEqual([true, false]);
    expect([isAwaited(offline, UNTIL), isGivenUp(offline, UNTIL)]).toEqual([false, true]);
  });

  it('is waited for just so while it takes no new meetings anyway', () => {
    const cordoned = { ...offline, state: 'cordoned' } as const;
    expect([isAwaited(cordoned, UNTIL - 1), isGivenUp(cordoned, UNTIL - 1)]).toEqual([true, false]);
  });

  it('is given up as soon as the operator disables it', () => {
    const disabled = { ...offline, state: 'disabled' } as const;
    expect([isAwaited(disabled, UNTIL - 1), isGivenUp(disabled, UNTIL - 1)]).toEqual([false, true]);
  });

  it('is not given up while it answers, though it is not online yet', () => {
    expect(isGivenUp({ ...offline, healthy: 1 }, UNTIL + 60_000)).toBe(false);
  });
});

describe('a server that nobody waits for', () => {
  it('is one that is online, or went offline without a grace', () => {
    const online = { ...offline, online: true };
    const { awaitedUntil: _, ...never } = offline;
    for (const server of [online, never]) {
      expect([isAwaited(server, UNTIL - 1), isGivenUp(server, UNTIL)]).toEqual([false, false]);
    }
  });
});
