import { describe, expect, it } from 'vitest';
import { isAwaited, isGivenUp } from './awaited.ts';

const UNTIL = 1_800_000_000_000;
const offline = { state: 'enabled', online: false, healthy: 0, awaitedUntil: UNTIL } as const;

describe('a server that went offline with a grace', () => {
  it.each(['enabled', 'cordoned'] as const)('is waited for until it is over, while it is %s', (state) => {
    const server = { ...offline, state };
    expect(isAwaited(server)).toBe(true);
    expect(isGivenUp(server, UNTIL - 1)).toBe(false);
    expect(isGivenUp(server, UNTIL)).toBe(true);
  });

  it('is given up as soon as the operator disables it', () => {
    const disabled = { ...offline, state: 'disabled' } as const;
    expect([isAwaited(disabled), isGivenUp(disabled, UNTIL - 1)]).toEqual([false, true]);
  });

  it('is not given up while it answers, though it is not online yet', () => {
    expect(isGivenUp({ ...offline, healthy: 1 }, UNTIL + 60_000)).toBe(false);
  });
});

describe('a server that nobody waits for', () => {
  it('is one that is online, or went offline without a grace', () => {
    const { awaitedUntil: _, ...never } = offline;
    for (const server of [{ ...offline, online: true }, never])
      expect([isAwaited(server), isGivenUp(server, UNTIL)]).toEqual([false, false]);
  });
});
