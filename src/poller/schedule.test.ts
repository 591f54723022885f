import { describe, expect, it } from 'vitest';
import { createSchedule, nextMoment } from './schedule.ts';

const INTERVAL = 60_000;
const NOW = 1_800_000_012_345;
const ids = Array.from({ length: 1000 }, (_, index) => `bbb${index}`);

describe("a server's moment in the interval", () => {
  it('comes once in each interval, always as far from the last one', () => {
    const first = nextMoment('bbb1', INTERVAL, NOW);
    expect(first).toBeGreaterThan(NOW);
    expect(first).toBeLessThanOrEqual(NOW + INTERVAL);
    expect(nextMoment('bbb1', INTERVAL, first)).toBe(first + INTERVAL);
    expect(nextMoment('bbb1', INTERVAL, first - 1)).toBe(first);
  });

  it('is spread over the interval', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const id of ids) {
      const share = (nextMoment(id, INTERVAL, NOW) - NOW) / INTERVAL;
      const tenth = Math.min(9, Math.floor(share * 10));
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(count).toBeGreaterThan(60);
  });
});

describe('the schedule', () => {
  it('has a new server polled at once, then at its own moments', () => {
    let now = NOW;
    const schedule = createSchedule(INTERVAL, () => now);
    const polls: number[] = [];
    for (; now < NOW + 10 * INTERVAL; now += 100) {
      if (!schedule.isDue('bbb7')) continue;
      polls.push(now);
      schedule.done('bbb7');
    }
    expect(polls[0]).toBe(NOW);
    const gaps = polls.slice(1).map((time, index) => time - (polls[index] ?? 0));
    expect(gaps[0]).toBeGreaterThanOrEqual(INTERVAL / 2);
    expect(gaps[0]).toBeLessThanOrEqual(INTERVAL * 1.5 + 100);
    for (const gap of gaps.slice(1)) expect(gap).toBe(INTERVAL);
  });

  it('has a server polled again at once when its poll was not possible, or it was away', () => {
    const schedule = createSchedule(INTERVAL, () => NOW);
    for (const id of ['a', 'b', 'c']) schedule.done(id);
    schedule.again('a');
    schedule.keepOnly(new Set(['a', 'c']));
    expect(['a', 'b', 'c'].map((id) => schedule.isDue(id))).toEqual([true, true, false]);
  });

  it('goes on when the clock is put back', () => {
    let now = NOW;
    const schedule = createSchedule(INTERVAL, () => now);
    schedule.done('bbb1');
    now -= 3_600_000;
    expect(schedule.isDue('bbb1')).toBe(true);
    schedule.done('bbb1');
    expect(schedule.isDue('bbb1')).toBe(false);
  });
});
