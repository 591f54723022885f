import { describe, expect, it } from 'vitest';
import { createSheets } from './sheets.ts';

const MEGABYTE = 1024 * 1024;

describe('sheets', () => {
  it('keep what they were given, whatever becomes of the original', () => {
    const sheets = createSheets();
    const pieces = [Buffer.from('one '), Buffer.from('two')];
    const first = sheets.copy(pieces);
    const second = sheets.copy([Buffer.from(' three')]);
    for (const piece of pieces) piece.fill(0);
    expect([first.toString(), second.toString()]).toEqual(['one two', ' three']);
    expect(second.buffer).toBe(first.buffer);
    expect(sheets.copy([])).toHaveLength(0);
  });

  it('take what is larger than one of them, and what does not fit the rest of one', () => {
    const sheets = createSheets();
    const sizes = [10, 3 * MEGABYTE, MEGABYTE - 5, 6, MEGABYTE, 1];
    const copies = sizes.map((size, index) => sheets.copy([Buffer.alloc(size, index + 1)]));
    for (const [index, copy] of copies.entries()) {
      expect(copy.equals(Buffer.alloc(sizes[index] ?? 0, index + 1))).toBe(true);
    }
  });

  it('cost little for a little: memory that is not used is looked after all the same', () => {
    expect(createSheets().copy([Buffer.alloc(10)]).buffer.byteLength).toBeLessThan(100_000);
  });
});
