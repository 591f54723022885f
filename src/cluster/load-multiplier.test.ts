import { expect, it } from 'vitest';
import { readMultiplier } from './load-multiplier.ts';

it.each([
  ['1', 1],
  ['2.5', 2.5],
  ['.5', 0.5],
  ['1e1', 10],
  [' 3 ', 3],
  ['+2.', 2],
])('the load multiplier %j is %d', (text, value) => {
  expect(readMultiplier(text)).toBe(value);
});

it.each(['', ' ', '0', '0.0', '-1', 'abc', '2x', '0x10', 'NaN', 'Infinity', '1e999', '1e-999', '1,5'])(
  'the load multiplier %j can not be used',
  (text) => {
    expect(readMultiplier(text)).toBeUndefined();
  },
);
