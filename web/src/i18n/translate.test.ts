import { describe, expect, it } from 'vitest';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import { countedKey, filled, preferred } from './translate.ts';

const gapsOf = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe.each([
  ['German', de],
  ['French', fr],
])('the %s texts', (_, texts: Readonly<Record<string, string>>) => {
  it('are all there, and no others', () => {
    expect(Object.keys(texts)).toEqual(Object.keys(en));
    expect(Object.values(texts).filter((text) => text.trim() === '')).toEqual([]);
  });

  it('have the gaps that the English ones have', () => {
    const other = Object.entries(en).filter(
      ([key, text]) => `${gapsOf(texts[key] ?? '')}` !== `${gapsOf(text)}`,
    );
    expect(other.map(([key]) => key)).toEqual([]);
  });
});

describe('the texts', () => {
  it('that count have both forms', () => {
    const keys = Object.keys(en);
    const counted = keys
      .filter((key) => /_(one|other)$/.test(key))
      .map((key) => key.replace(/_(one|other)$/, ''));
    expect(
      counted.flatMap((key) => [`${key}_one`, `${key}_other`]).filter((key) => !keys.includes(key)),
    ).toEqual([]);
    expect(countedKey('meetings', 1, 'en')).toBe('meetings_one');
    expect(countedKey('meetings', 0, 'en')).toBe('meetings_other');
    expect(countedKey('meetings', 0, 'fr')).toBe('meetings_one');
  });

  it('have their gaps filled, numbers as the language writes them', () => {
    expect(filled('{a} of {b}, {c}', { a: 1234.5, b: 'x' }, 'de')).toBe('1.234,5 of x, {c}');
  });

  it('are in the language that the browser wants most', () => {
    expect(preferred(['es', 'fr-CA', 'de'])).toBe('fr');
    expect(preferred(['es'])).toBe('en');
  });
});
