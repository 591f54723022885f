/** Where a simulated server reads the time. Milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** A clock that can be put forward, so that hours of a meeting pass in a moment. */
export interface AdjustableClock extends Clock {
  /** Throws RangeError for a negative or unreadable number: time does not run backwards. */
  advance(ms: number): void;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Runs like `base`, plus all that it was advanced by. */
export function adjustableClock(base: Clock = systemClock): AdjustableClock {
  let ahead = 0;
  return {
    now: () => base.now() + ahead,
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`a clock cannot be advanced by ${ms} ms`);
      ahead += ms;
    },
  };
}

/** Stands still until it is advanced. */
export function stoppedClock(start: number = Date.UTC(2026, 0, 1)): AdjustableClock {
  return adjustableClock({ now: () => start });
}
