import { describe, expect, it } from 'vitest';
import { momentField, momentOf } from './moment.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

describe('a moment', () => {
  it.each([
    ['30s', '2026-11-20T11:59:30.000Z'],
    ['90m', '2026-11-20T10:30:00.000Z'],
    ['6h', '2026-11-20T06:00:00.000Z'],
    ['1d', '2026-11-19T12:00:00.000Z'],
    ['2w', '2026-11-06T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T10:00:00+02:00', '2026-11-01T08:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(new Date(momentOf(text, NOW) ?? 0).toISOString()).toBe(expected);
  });

  it.each(['', '1', 'd', '-1d', '1.5h', '1y', 'yesterday', '99999999999d', '2026-13-01', '1d 2h'])(
    'is not %j',
    (text) => {
      expect(momentOf(text, NOW)).toBeUndefined();
      expect(momentField('When').safeParse(text).success).toBe(false);
    },
  );
});
