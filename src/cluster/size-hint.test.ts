import { describe, expect, it } from 'vitest';
import { sizeHint } from './size-hint.ts';

describe('the size that a create expects', () => {
  it.each([
    [undefined, 1],
    ['', 1],
    ['0', 1],
    ['50', 50],
    [' 50 ', 50],
    ['1000', 1000],
    ['1001', 1000],
    ['9'.repeat(400), 1000],
    ['-5', 1],
    ['2.5', 1],
    ['many', 1],
  ])('of %j is %i', (value, size) => {
    const params = value === undefined ? [] : [{ name: 'meta_bbb-meeting-size-hint', value }];
    expect(sizeHint(params)).toBe(size);
  });
});
