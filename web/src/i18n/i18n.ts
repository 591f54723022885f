import { createStore } from '../state/store.ts';
import { useValue } from '../state/use-store.ts';
import en from './en.json';
import {
  type CountedKey,
  countedKey,
  filled,
  type Key,
  type Language,
  languages,
  preferred,
  type Texts,
  type Values,
} from './translate.ts';

const KEPT = 'scalelite.language';

/** English is there from the start, the others are fetched. */
const load: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => en,
  de: async () => (await import('./de.json')).default,
  fr: async () => (await import('./fr.json')).default,
};

const current = createStore<{ readonly language: Language; readonly texts: Texts }>({
  language: 'en',
  texts: en,
});

async function setLanguage(language: Language): Promise<void> {
  const texts = await load[language]();
  current.set({ language, texts });
  document.documentElement.lang = language;
}

/** As it was chosen last, else as the browser is set up. */
export async function startLanguage(): Promise<void> {
  const kept = languages.find((language) => language === localStorage.getItem(KEPT));
  await setLanguage(kept ?? preferred(navigator.languages));
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEPT, language);
  void setLanguage(language);
}

export interface Translator {
  readonly language: Language;
  (key: Key, values?: Values): string;
  /** A text that counts: `{count}` in it is the number. */
  n(key: CountedKey, count: number, values?: Values): string;
}

/** The texts in the language that is chosen; drawn anew when another one is. */
export function useTexts(): Translator {
  const { language, texts } = useValue(current);
  return translatorOf(language, texts);
}

/** The same outside of components, for what is said once. */
export function texts(): Translator {
  const { language, texts } = current.get();
  return translatorOf(language, texts);
}

function translatorOf(language: Language, all: Texts): Translator {
  const t = (key: Key, values: Values = {}): string => filled(all[key], values, language);
  return Object.assign(t, {
    language,
    n: (key: CountedKey, count: number, values: Values = {}) =>
      t(countedKey(key, count, language), { count, ...values }),
  });
}
