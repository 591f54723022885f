import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';
import { circuitMs, perReceiver } from './circuit.ts';

describe('what failed', () => {
  it('is tried again after some seconds, then less and less often, at least every hour and a half', () => {
    const waits = [1, 2, 3, 4, 11, 500].map((attempts) => backoffMs(attempts, () => 0) / 1000);
    expect(waits).toEqual([5, 10, 20, 40, 3600, 3600]);
    expect(backoffMs(500, () => 1) / 1000).toBe(5400);
  });

  it('together does not come back together', () => {
    expect(backoffMs(1, () => 0.5)).toBe(6250);
  });
});

describe('a receiver', () => {
  it('is left alone after its fifth failure in a row, for a minute at most', () => {
    expect([1, 4, 5, 6, 7, 100].map(circuitMs)).toEqual([undefined, undefined, 5000, 10_000, 20_000, 60_000]);
  });

  it('that was left alone gets one event at a time until it answers', () => {
    const lms = 'https://lms.example.com';
    expect(perReceiver(4, `${lms}#7`, 0)).toBe(1);
    expect([0, 4, 5, 50].map((failures) => perReceiver(4, lms, failures))).toEqual([4, 4, 1, 1]);
  });
});
