import { describe, expect, it } from 'vitest';
import type { PollState, PollUpdate } from '../cluster/ports.ts';
import { debtPaid, owesForgetting, withDebt } from './debt.ts';

const NOW = 1_800_000_000_000;
const GRACE = { graceMs: 180_000, now: NOW };
const NO_GRACE = { graceMs: 0, now: NOW };
const offline = { online: false, healthy: 0, unhealthy: 0, load: undefined };

function server(change: Partial<PollState> = {}): PollState {
  return { state: 'enabled', online: true, load: 3, loadMultiplier: 1, healthy: 0, unhealthy: 1, ...change };
}

/** As the store has it after that update. */
function stored({ load: _, ...before }: PollState, update: PollUpdate): PollState {
  const { awaitedUntil, healthy, unhealthy, online } = update;
  return { ...before, load: undefined, online, healthy, unhealthy, ...(awaitedUntil && { awaitedUntil }) };
}

describe('a server that goes offline', () => {
  it('owes without a grace that its meetings are forgotten at once', () => {
    const update = withDebt(server(), offline, NO_GRACE);
    expect(update).toEqual({ ...offline, unhealthy: 2 });
    expect(owesForgetting(stored(server(), update), NOW)).toBe(true);
  });

  it('is waited for with a grace, and owes it only when that is over', () => {
    const update = withDebt(server(), offline, GRACE);
    expect(update).toEqual({ ...offline, awaitedUntil: NOW + 180_000 });
    const waiting = stored(server(), update);
    expect(owesForgetting(waiting, NOW + 179_999)).toBe(false);
    expect(owesForgetting(waiting, NOW + 180_000)).toBe(true);
  });

  it('is not waited for when the operator has disabled it', () => {
    expect(withDebt(server({ state: 'disabled' }), offline, GRACE)).toEqual({ ...offline, unhealthy: 2 });
  });

  it('keeps its time while it goes on failing', () => {
    const waiting = server({ online: false, unhealthy: 0, awaitedUntil: NOW + 1000 });
    const update = { online: false, healthy: 0, unhealthy: 0 };
    expect(withDebt(waiting, update, { ...GRACE, now: NOW + 500 })).toBe(update);
  });

  it('is not waited for any more once it is online, or its meetings are forgotten', () => {
    const waiting = server({ online: false, unhealthy: 0, awaitedUntil: NOW + 1000 });
    const online = { online: true, healthy: 0, unhealthy: 0, load: 1 };
    expect(withDebt(waiting, online, GRACE)).toEqual({ ...online, awaitedUntil: undefined });
    expect(debtPaid({ ...waiting, healthy: 1 })).toEqual({
      ...{ online: false, healthy: 1, unhealthy: 0, awaitedUntil: undefined },
    });
  });

  it('changes nothing of one that is online anyway', () => {
    const online = { online: true, healthy: 0, unhealthy: 0, load: 1 };
    expect(withDebt(server(), online, GRACE)).toBe(online);
  });
});
