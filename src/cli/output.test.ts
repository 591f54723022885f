import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { decimal, isConfirmed, printable, readLine, table } from './output.ts';

it.each([
  [21, '21.0'],
  [2.5, '2.5'],
  [0, '0.0'],
  [-1, '-1.0'],
  [0.1 + 0.2, '0.30000000000000004'],
])('a load of %d is printed as %s', (value, text) => {
  expect(decimal(value)).toBe(text);
});

it('what would rule the terminal is not printed', () => {
  expect(printable('a\x1b[31mb\r\nc\u0085d')).toBe('a [31mb  c d');
});

describe('a table', () => {
  it('has aligned columns, two blanks apart, and no blanks at the end of a line', () => {
    expect(
      table(
        ['A', 'LONG NAME', 'C'],
        [
          ['1', '2', ''],
          ['wide', '', '3'],
        ],
      ),
    ).toEqual(['A     LONG NAME  C', '1     2', 'wide             3']);
  });

  it('has its header also when it is empty', () => {
    expect(table(['A', 'B'], [])).toEqual(['A  B']);
  });
});

describe('an answer on stdin', () => {
  const stdin = (text: string) => ({ stdin: new PassThrough().end(text) });

  it('is the first line, without its end', async () => {
    expect(await readLine(stdin('one\r\ntwo\n'))).toBe('one');
    expect(await readLine(stdin('unfinished'))).toBe('unfinished');
    expect(await readLine(stdin(''))).toBeUndefined();
  });

  it.each([
    ['yes\n', true],
    ['YES', true],
    [' Yes \n', true],
    ['y\n', false],
    ['no\nyes\n', false],
    ['', false],
  ])('%j: %s', async (text, confirmed) => {
    expect(await isConfirmed(stdin(text))).toBe(confirmed);
  });
});
