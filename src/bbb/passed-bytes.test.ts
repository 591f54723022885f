import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCounter } from './passed-bytes.ts';

const MB = 1024 * 1024;

/** Node's own, or what stands in its place where it runs without --expose-gc. */
const nodes = globalThis.gc;

describe('what large bodies leave behind', () => {
  let collections: string[];

  let passMany: (megabytes: number) => void;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    collections = [];
    const gc = (options?: { type?: string }): void => void collections.push(options?.type ?? 'major');
    Object.assign(globalThis, { gc });
    const bytesPassed = createCounter();
    passMany = (megabytes) => {
      for (let n = 0; n < megabytes; n++) bytesPassed(MB);
    };
  });
  afterEach(() => {
    vi.useRealTimers();
    Object.assign(globalThis, { gc: nodes });
  });

  const majors = () => collections.filter((type) => type === 'major').length;

  it('is thrown away every few megabytes', () => {
    passMany(12);
    expect(collections).toEqual(['minor', 'minor', 'minor']);
  });

  it('and has grown old is collected once nothing passes any more', () => {
    passMany(64);
    vi.advanceTimersByTime(200);
    passMany(4);
    vi.advanceTimersByTime(200);
    expect(majors()).toBe(0);
    vi.advanceTimersByTime(100);
    expect(majors()).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(majors()).toBe(1);
  });

  it('is not collected for a little, nor again and again', () => {
    passMany(8);
    vi.advanceTimersByTime(20_000);
    expect(majors()).toBe(0);
    for (let seconds = 0; seconds < 30; seconds++) {
      passMany(40);
      vi.advanceTimersByTime(1000);
    }
    vi.advanceTimersByTime(20_000);
    expect(majors()).toBeLessThanOrEqual(4);
    expect(majors()).toBeGreaterThan(0);
  });
});
