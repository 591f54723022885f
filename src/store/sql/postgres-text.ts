import type { Value } from './database.ts';

/**
 * PostgreSQL has no NUL in a text, but a client may send one in any parameter. It is kept as `\uE000` + `0`,
 * and a `\uE000` (of the private use area, so that it hardly occurs) as `\uE000` + `1`.
 */
const MARK = '\uE000';

/** A parameter as it is sent. */
export function encode(value: Value): Value {
  if (typeof value === 'string') return encodeText(value);
  return typeof value === 'object' && value !== null ? value.map(encodeText) : value;
}

function encodeText(text: string): string {
  if (!text.includes('\0') && !text.includes(MARK)) return text;
  return text.replaceAll(MARK, `${MARK}1`).replaceAll('\0', `${MARK}0`);
}

/** A text as it was given. */
export function decodeText(text: string): string {
  return text.includes(MARK) ? text.replaceAll(`${MARK}0`, '\0').replaceAll(`${MARK}1`, MARK) : text;
}
