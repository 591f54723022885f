import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.ts';

describe('repeatable chance', () => {
  it('gives the same for the same seed and another for another', () => {
    const draw = (seed: string) => {
      const random = seededRandom(seed);
      return [random.next(), random.between(1, 1000), random.text(8), random.pick(['a', 'b', 'c'])];
    };
    expect(draw('one')).toEqual(draw('one'));
    expect(draw('one')).not.toEqual(draw('two'));
  });

  it('reaches both ends of a range and nothing beyond', () => {
    const random = seededRandom(1);
    const seen = new Set(Array.from({ length: 1000 }, () => random.between(3, 5)));
    expect([...seen].sort()).toEqual([3, 4, 5]);
  });

  it('picks every item of a list, and complains about an empty one', () => {
    const random = seededRandom(2);
    const seen = new Set(Array.from({ length: 300 }, () => random.pick(['x', 'y', 'z'])));
    expect(seen.size).toBe(3);
    expect(() => random.pick([])).toThrow(RangeError);
  });

  it('a share of a quarter is about a quarter', () => {
    const random = seededRandom(3);
    const hits = Array.from({ length: 4000 }, () => random.chance(0.25)).filter(Boolean).length;
    expect(hits).toBeGreaterThan(850);
    expect(hits).toBeLessThan(1150);
  });
});
