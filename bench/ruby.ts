import type { FloorName } from './processes.ts';

/**
 * CPU milliseconds per request of the Ruby system at 32 connections, measured on another 2-core machine;
 * and, by the same hand on the same machine, those of the floors, which take the machines' difference out.
 */
const RUBY: Readonly<Record<string, number>> = {
  'top-level': 1.16,
  refused: 1.43,
  join: 2.11,
  'is-running': 2.53,
  'is-running-unknown': 1.3,
  info: 2.57,
  'create-new': 3.74,
  'create-known': 3.25,
  'get-meetings 10 × 0 ms': 25.6,
  'get-meetings 10 × 20 ms': 29.4,
  'get-meetings 100 × 0 ms': 205,
  'get-meetings 100 × 20 ms': 299,
};

const FLOORS: Readonly<Record<FloorName, number>> = {
  constant: 0.015,
  redirect: 0.041,
  'pass-through': 0.062,
};

/** How many times more the Ruby system needs than what takes `ratio` times a floor's CPU, had it run here. */
export function timesRuby(name: string, floor: { readonly name: FloorName; readonly ratio: number }): number {
  return (RUBY[name] ?? Number.NaN) / FLOORS[floor.name] / floor.ratio;
}
