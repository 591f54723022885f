import { describe, expect, it } from 'vitest';
import { linePath } from './line-path.ts';

describe('a small line', () => {
  it('goes from left to right, the largest value on top', () => {
    expect(linePath([0, 5, 10], 20, 12)).toBe('M0 11L10 6L20 1');
  });

  it('has a gap where nothing was known', () => {
    expect(linePath([1, null, 1], 20, 12)).toBe('M0 1M20 1');
  });

  it('may have nothing to show', () => {
    expect(linePath([], 20, 12)).toBe('');
    expect(linePath([0], 20, 12)).toBe('M0 11');
  });
});
