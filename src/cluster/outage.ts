/** What is there and what is not, told once each way. */
export interface Outage {
  /** A request failed. True: it is to be said that what was asked is lost. */
  failed(): boolean;
  /** A request was answered. True: it is to be said that it is back. */
  worked(): boolean;
}

/**
 * Where some requests fail and others don't (a full disk, a database that is read-only or lacks a table),
 * "back" would be said between any two failures. So the second time it is said after as long without one.
 */
const CALM_MS = 10_000;

/** `now`: milliseconds of a clock that is never set. */
export function createOutage(now: () => number): Outage {
  let down = false;
  let failedAt = Number.NEGATIVE_INFINITY;
  let calmMs = 0;
  return {
    failed() {
      const begins = !down;
      if (begins) calmMs = now() - failedAt < CALM_MS ? CALM_MS : 0;
      down = true;
      failedAt = now();
      return begins;
    },
    worked() {
      const ends = down && now() - failedAt >= calmMs;
      if (ends) down = false;
      return ends;
    },
  };
}
