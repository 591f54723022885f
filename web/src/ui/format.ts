import type { Language } from '../i18n/translate.ts';

/** Making these costs more than a row of a table, using them next to nothing. */
const wordsOf = once((language) => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }));
const oneDigit = once((language) => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }));
const dateAndTime = once(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }),
);

/** A number as a person reads it, with one digit behind the point at most. */
export function decimal(value: number, language: Language): string {
  return oneDigit(language).format(value);
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** How long ago a time is: `5 minutes ago`. */
export function ago(at: string, now: number, language: Language): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  const words = wordsOf(language);
  for (const [unit, length] of UNITS) {
    if (seconds >= length) return words.format(-Math.floor(seconds / length), unit);
  }
  return words.format(-Math.floor(seconds), 'second');
}

/** Date and time, as the browser's place has them; what is no time that browsers know stays as it is. */
export function dateTime(at: string, language: Language): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  return dateAndTime(language).format(time);
}

function once<T>(make: (language: Language) => T): (language: Language) => T {
  const made = new Map<Language, T>();
  return (language) => {
    const found = made.get(language) ?? make(language);
    made.set(language, found);
    return found;
  };
}
