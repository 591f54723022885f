import { describe, expect, it } from 'vitest';
import { codedReason, reason, reasons } from './reasons.ts';

describe('a reason', () => {
  it.each(Object.entries(reasons))('%s is known by its words', (code, words) => {
    const gaps = [...words.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const values = Object.fromEntries(gaps.map((name) => [name, `some ${name}`]));
    const filled = words.replaceAll(/\{(\w+)\}/g, 'some $1');
    expect(codedReason(filled)).toEqual({ code, values });
  });

  it('holds what goes with it', () => {
    expect(reason('answered', { status: 503 })).toBe('answered 503');
    expect(codedReason('it refuses (checksumError)')).toEqual({
      code: 'refuses',
      values: { key: 'checksumError' },
    });
    expect(codedReason('the disk is full')).toBeUndefined();
  });
});
