import { describe, expect, it } from 'vitest';
import { adjustableClock, stoppedClock, systemClock } from './clock.ts';

describe('the clocks', () => {
  it('a stopped clock moves only when it is advanced', () => {
    const clock = stoppedClock(1000);
    expect(clock.now()).toBe(1000);
    clock.advance(60_000);
    expect(clock.now()).toBe(61_000);
  });

  it('an adjustable clock goes on running with its base', () => {
    let base = 5;
    const clock = adjustableClock({ now: () => base });
    clock.advance(10);
    base = 7;
    expect(clock.now()).toBe(17);
  });

  it('never runs backwards', () => {
    const clock = adjustableClock();
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
  });

  it('the system clock is the machine’s', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });
});
