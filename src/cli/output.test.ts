import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { isConfirmed, printable, readLine, table } from './output.ts';

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
