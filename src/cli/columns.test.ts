import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Column, fitting, itemTable } from './columns.ts';

interface Row {
  readonly id: string;
  readonly note: string;
  readonly users: number;
}

const columns: readonly Column<Row>[] = [
  { title: 'ID', cell: ({ id }) => id, spare: 0 },
  { title: 'NOTE', cell: ({ note }) => note, spare: 2 },
  { title: 'USERS', cell: ({ users }) => String(users), spare: 1 },
];

const rows: readonly Row[] = [
  { id: 'a', note: 'short', users: 12 },
  { id: 'server-of-a-long-name', note: 'rather longer', users: 3 },
];

function shown(width: number | undefined): string[] {
  const terminal = width === undefined ? {} : { isTTY: true, columns: width };
  return itemTable({ stdout: Object.assign(new PassThrough(), terminal) }, columns, rows);
}

describe('a table of items', () => {
  it('is whole where nobody measures, or there is room', () => {
    const whole = [
      'ID                     NOTE           USERS',
      'a                      short          12',
      'server-of-a-long-name  rather longer  3',
    ];
    expect(shown(undefined)).toEqual(whole);
    expect(shown(43)).toEqual(whole);
  });

  it('leaves out what can be spared, then cuts what is long', () => {
    expect(shown(42)[0]).toBe('ID                     USERS');
    expect(shown(25)).toEqual(['ID', 'a', 'server-of-a-long-name']);
    expect(shown(12)).toEqual(['ID', 'a', 'server-of-a…']);
    expect(shown(3)).toEqual(['ID', 'a', 'server-…']);
  });

  it('never is wider than the terminal, unless that is tiny', () => {
    for (let width = 8; width < 60; width += 1)
      for (const line of shown(width)) expect(line.length).toBeLessThanOrEqual(width);
  });

  it('keeps its columns in their order', () => {
    const four = [3, 0, 2, 1].map((spare) => ({ width: 10, spare }));
    expect(fitting(four, 100)).toEqual([0, 1, 2, 3]);
    expect(fitting(four, 40)).toEqual([1, 2, 3]);
    expect(fitting(four, 25)).toEqual([1, 3]);
    expect(fitting(four, 5)).toEqual([1]);
  });
});
