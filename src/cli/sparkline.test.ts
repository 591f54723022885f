import { describe, expect, it } from 'vitest';
import { sparkline } from './sparkline.ts';

describe('a sparkline', () => {
  it('has a bar for each number, the highest one full', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBe('▁▁▂▃▄▅▆▇█');
  });

  it('leaves gaps where there is nothing', () => {
    expect(sparkline([null, 8, null, 4])).toBe(' █ ▄');
    expect(sparkline([])).toBe('');
  });

  it('is flat when there is nothing but zeros', () => {
    expect(sparkline([0, 0])).toBe('▁▁');
  });

  it('can be drawn on the scale of another', () => {
    expect(sparkline([1, 2], 16)).toBe('▁▁');
    expect(sparkline([99], 16)).toBe('█');
  });
});
