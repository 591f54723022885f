/** Of a column of 32 bits. */
const MOST = 2 ** 31 - 1;
/** The last moment that a date can name. */
const LAST_MS = 8.64e15;
const MINUTE_MS = 60_000;

/** A whole number from 0 on. Undefined: there is none, or what is there is none that can be kept. */
export function count(text: string | undefined): number | undefined {
  return upTo(MOST, text);
}

/** A time in milliseconds since 1970. */
export function milliseconds(text: string | undefined): number | undefined {
  return upTo(LAST_MS, text);
}

/** Milliseconds as minutes, rounded half up. */
export function minutes(text: string | undefined): number | undefined {
  const duration = upTo(LAST_MS, text);
  if (duration === undefined) return undefined;
  const rounded = Math.floor(duration / MINUTE_MS + 0.5);
  return rounded <= MOST ? rounded : undefined;
}

function upTo(most: number, text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= most ? value : undefined;
}
