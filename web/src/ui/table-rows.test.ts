import { describe, expect, it } from 'vitest';
import { ordered, visible } from './table-rows.ts';

describe('the rows of a table', () => {
  it('are in order either way, those without a value last', () => {
    const rows = [{ a: 2 }, { a: null }, { a: 1 }];
    expect(ordered(rows, ({ a }) => a, false).map(({ a }) => a)).toEqual([1, 2, null]);
    expect(ordered(rows, ({ a }) => a, true).map(({ a }) => a)).toEqual([2, 1, null]);
  });

  it('with numbers in their names are in the order of these', () => {
    expect(ordered(['bbb10', 'bbb9', 'BBB1'], (id) => id, false)).toEqual(['BBB1', 'bbb9', 'bbb10']);
  });

  it('are drawn only where they can be seen, with some around', () => {
    expect(visible(5000, 40, 0, 400)).toEqual({ first: 0, end: 18 });
    expect(visible(5000, 40, 40_000, 400)).toEqual({ first: 992, end: 1018 });
    expect(visible(5, 40, 0, 400)).toEqual({ first: 0, end: 5 });
    expect(visible(5, 40, 4000, 400)).toEqual({ first: 5, end: 5 });
  });
});
