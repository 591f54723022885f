import { expect, it } from 'vitest';
import { filled } from './gaps.ts';

it('the gaps of a text are filled, and what is quoted stays in its quotes', () => {
  expect(filled('{a} of {b}', { a: 1, b: '{a}' })).toBe('1 of {a}');
  expect(filled('no "{id}"', { id: 'x"y' })).toBe('no "x\\"y"');
  expect(filled('{unknown} "{other}"', {})).toBe('{unknown} "{other}"');
});
