import { expect, it } from 'vitest';
import { decimal } from './decimal.ts';

it.each([
  [21, '21.0'],
  [2.5, '2.5'],
  [0, '0.0'],
  [-1, '-1.0'],
  [0.1 + 0.2, '0.30000000000000004'],
])('a load of %d is written as %s', (value, text) => {
  expect(decimal(value)).toBe(text);
});
