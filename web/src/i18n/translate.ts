import type en from './en.json';

/** A text; those that count end in `_one` and `_other` and are asked for without that. */
export type Key = keyof typeof en;
type Counted<K> = K extends `${infer Base}_other` ? Base : never;
export type CountedKey = Counted<Key>;
export type Texts = Readonly<Record<Key, string>>;

export const languages = ['en', 'de', 'fr'] as const;
export type Language = (typeof languages)[number];
export type Values = Readonly<Record<string, string | number>>;

/** Puts values into the gaps `{name}` of a text; numbers are written as the language does. */
export function filled(text: string, values: Values, language: Language): string {
  return text.replaceAll(/\{(\w+)\}/g, (gap, name: string) => {
    const value = values[name];
    if (value === undefined) return gap;
    return typeof value === 'number' ? value.toLocaleString(language) : value;
  });
}

/** The form of a text for a count. */
export function countedKey(key: CountedKey, count: number, language: Language): Key {
  return new Intl.PluralRules(language).select(count) === 'one' ? `${key}_one` : `${key}_other`;
}

/** The first language of the browser's that there are texts for. */
export function preferred(wanted: readonly string[]): Language {
  const known = wanted.map((name) => languages.find((language) => name.toLowerCase().startsWith(language)));
  return known.find((language) => language !== undefined) ?? 'en';
}
