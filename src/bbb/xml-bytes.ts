import { isLegalName } from './xml-names.ts';

/**
 * XML's characters and names over bytes that are known to be valid UTF-8. Here and in its neighbours every
 * `skip…` function takes where a construct begins and gives where it ends, or -1 when it is not well-formed.
 * Nothing is allocated on the way.
 */

/** The bytes that mean something to XML. */
export const byte = {
  return: 13,
  bang: 33,
  quote: 34,
  hash: 35,
  ampersand: 38,
  apostrophe: 39,
  slash: 47,
  semicolon: 59,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
  closingBracket: 93,
  x: 120,
} as const;

/** The byte there; 0, which is legal nowhere, past the end: so that few have to look for the end themselves. */
export function at(buffer: Uint8Array, i: number): number {
  return i < buffer.length ? (buffer[i] ?? 0) : 0;
}

/** First byte of the two non-characters U+FFFE and U+FFFF, and of thousands of legal ones. */
const MAYBE_NON_CHARACTER = 0xef;

/** One table a class: tells by one look whether a byte belongs to it. */
function table(belongs: (code: number, text: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (belongs(code, String.fromCharCode(code)) ? 1 : 0));
}

const SPACE = table((_, text) => /[ \t\n\r]/.test(text));
const NAME_START = table((_, text) => /[A-Za-z_:]/.test(text));
export const NAME = table((_, text) => /[A-Za-z_:0-9.-]/.test(text));
const LEGAL = table((code, text) => code !== MAYBE_NON_CHARACTER && (code >= 32 || /[\t\n\r]/.test(text)));
/** Legal, and without a meaning of its own in text. */
export const PLAIN = table((code, text) => LEGAL[code] === 1 && !/[<&\]]/.test(text));

function is(code: number, kind: Uint8Array): boolean {
  return kind[code] === 1;
}

/** Half the time goes here: reading past the end, as `at` may, would make it a third slower. */
export function skipAll(buffer: Uint8Array, from: number, kind: Uint8Array): number {
  const { length } = buffer;
  let i = from;
  while (i < length && kind[buffer[i] ?? 0] === 1) i++;
  return i;
}

export function skipSpace(buffer: Uint8Array, from: number): number {
  return skipAll(buffer, from, SPACE);
}

/** One legal character, or one byte of it. */
export function skipLegal(buffer: Uint8Array, i: number): number {
  const code = at(buffer, i);
  if (is(code, LEGAL)) return i + 1;
  if (code !== MAYBE_NON_CHARACTER) return -1;
  return at(buffer, i + 1) === 0xbf && at(buffer, i + 2) >= 0xbe ? -1 : i + 3;
}

export function skipName(buffer: Uint8Array, from: number): number {
  let i = from;
  const first = at(buffer, i);
  if (first < 0x80 && !is(first, NAME_START)) return -1;
  i = skipAll(buffer, i, NAME);
  return at(buffer, i) < 0x80 ? i : skipForeignName(buffer, from);
}

/** A name that is not of ASCII alone. */
function skipForeignName(buffer: Uint8Array, from: number): number {
  let i = from;
  while (at(buffer, i) >= 0x80 || is(at(buffer, i), NAME)) i++;
  const name = Buffer.from(buffer.buffer, buffer.byteOffset + from, i - from).toString();
  return isLegalName(name) ? i : -1;
}

export function startsWith(buffer: Uint8Array, start: number, text: Uint8Array): boolean {
  if (start + text.length > buffer.length) return false;
  for (let i = 0; i < text.length; i++) if (buffer[start + i] !== text[i]) return false;
  return true;
}

/** Whether two ranges hold the same bytes. */
export function sameBytes(buffer: Uint8Array, a: number, aEnd: number, b: number, bEnd: number): boolean {
  if (aEnd - a !== bEnd - b || bEnd > buffer.length) return false;
  for (let i = a, j = b; i < aEnd; i++, j++) if (buffer[i] !== buffer[j]) return false;
  return true;
}
