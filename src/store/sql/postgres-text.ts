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

/** In JSON: a NUL and half a character, which PostgreSQL takes for a mistake, and the mark. */
const AWKWARD = new RegExp(`\\\\u(?:0000|d)|${MARK}`);

/** Several values as one parameter of JSON, their texts as `encode` leaves them. */
export function encodeJson(value: object): string {
  const json = JSON.stringify(value);
  if (!AWKWARD.test(json)) return json;
  const encoded = JSON.stringify(value, (_, one) =>
    typeof one === 'string' ? encodeText(one.toWellFormed()) : one,
  );
  // Escaped, since the parameter is encoded as a whole once more.
  return encoded.replaceAll(MARK, `\\u${MARK.charCodeAt(0).toString(16)}`);
}

function encodeText(text: string): string {
  if (!text.includes('\0') && !text.includes(MARK)) return text;
  return text.replaceAll(MARK, `${MARK}1`).replaceAll('\0', `${MARK}0`);
}

/** A text as it was given. */
export function decodeText(text: string): string {
  return text.includes(MARK) ? text.replaceAll(`${MARK}0`, '\0').replaceAll(`${MARK}1`, MARK) : text;
}
