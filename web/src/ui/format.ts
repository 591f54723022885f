import type { Language } from '../i18n/translate.ts';

/** A number as a person reads it; `digits` behind the point at most. */
export function decimal(value: number, language: Language, digits = 1): string {
  return value.toLocaleString(language, { maximumFractionDigits: digits });
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** How long ago a time is: `5 minutes ago`. */
export function ago(at: string, now: number, language: Language): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, length] of UNITS) {
    if (seconds >= length) return words.format(-Math.floor(seconds / length), unit);
  }
  return words.format(-Math.floor(seconds), 'second');
}

/** Date and time, as the browser's place has them; what is no time that browsers know stays as it is. */
export function dateTime(at: string, language: Language): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  return time.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}
