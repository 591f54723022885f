import { describe, expect, it } from 'vitest';
import { isSameFile, precondition } from './conditions.ts';

const FILE = { etag: '"abc-1"', modified: new Date('2026-01-02T03:04:05.678Z') };
const THEN = 'Fri, 02 Jan 2026 03:04:05 GMT';
const BEFORE = 'Fri, 02 Jan 2026 03:04:04 GMT';
const LATER = 'Fri, 02 Jan 2026 03:04:06 GMT';

describe('a conditional request', () => {
  it.each([
    [{}, 'go on'],
    [{ 'if-none-match': '"abc-1"' }, 304],
    [{ 'if-none-match': 'W/"abc-1"' }, 304],
    [{ 'if-none-match': '"x", W/"y" , "abc-1"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"abc-2"' }, 'go on'],
    [{ 'if-none-match': '"abc-2"', 'if-modified-since': LATER }, 'go on'],
    [{ 'if-none-match': 'abc-1' }, 'go on'],
    [{ 'if-modified-since': THEN }, 304],
    [{ 'if-modified-since': LATER }, 304],
    [{ 'if-modified-since': BEFORE }, 'go on'],
    [{ 'if-modified-since': 'yesterday' }, 'go on'],
    [{ 'if-match': '"abc-1"' }, 'go on'],
    [{ 'if-match': '*' }, 'go on'],
    [{ 'if-match': 'W/"abc-1"' }, 412],
    [{ 'if-match': '"abc-2"' }, 412],
    [{ 'if-unmodified-since': THEN }, 'go on'],
    [{ 'if-unmodified-since': BEFORE }, 412],
    [{ 'if-match': '"abc-1"', 'if-unmodified-since': BEFORE }, 'go on'],
    [{ 'if-match': '"abc-1"', 'if-none-match': '"abc-1"' }, 304],
  ] as const)('with %j: %s', (headers, expected) => {
    expect(precondition(headers, FILE)).toBe(expected);
  });

  it.each([
    [{}, true],
    [{ 'if-range': '"abc-1"' }, true],
    [{ 'if-range': 'W/"abc-1"' }, false],
    [{ 'if-range': '"abc-2"' }, false],
    [{ 'if-range': THEN }, true],
    [{ 'if-range': LATER }, false],
  ])('for a part, with %j: same file %s', (headers, expected) => {
    expect(isSameFile(headers, FILE)).toBe(expected);
  });
});
