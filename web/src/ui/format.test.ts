import { describe, expect, it } from 'vitest';
import { ago, dateTime, decimal } from './format.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');

describe('a time that has passed', () => {
  it.each([
    ['2026-11-21T09:59:58Z', '2 seconds ago'],
    ['2026-11-21T09:55:00Z', '5 minutes ago'],
    ['2026-11-21T07:59:00Z', '2 hours ago'],
    ['2026-11-20T09:00:00Z', 'yesterday'],
    ['2026-11-21T10:00:05Z', 'now'],
  ])('%s is %s', (at, words) => {
    expect(ago(at, NOW, 'en')).toBe(words);
  });
});

describe('a time itself', () => {
  it('is written as the language does, also one that BBB wrote', () => {
    expect(dateTime('2026-11-21T10:00:00', 'de')).toBe('21.11.2026, 10:00');
    expect(dateTime('Sat Nov 21 10:00:00 UTC 2026', 'en')).toContain('Nov 21, 2026');
  });

  it('stays as it is where its zone is one that browsers do not know', () => {
    expect(dateTime('Sat Jul 18 10:00:00 CEST 2026', 'en')).toBe('Sat Jul 18 10:00:00 CEST 2026');
  });
});

describe('a number', () => {
  it('is written as the language does', () => {
    expect(decimal(1234.56, 'de')).toBe('1.234,6');
    expect(decimal(3, 'en')).toBe('3');
  });
});
