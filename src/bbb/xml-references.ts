import { at, byte, NAME, skipAll, startsWith } from './xml-bytes.ts';

/** `&name;`, `&#1;`, `&#x1;`: the five predefined names and legal characters only. */
export function skipReference(buffer: Uint8Array, start: number): number {
  const end = referenceEnd(buffer, start);
  return at(buffer, end) === byte.semicolon && codePoint(buffer, start + 1, end) >= 0 ? end + 1 : -1;
}

function referenceEnd(buffer: Uint8Array, start: number): number {
  return skipAll(buffer, at(buffer, start + 1) === byte.hash ? start + 2 : start + 1, NAME);
}

const PREDEFINED: readonly (readonly [name: Buffer, code: number])[] = Object.entries({
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}).map(([name, text]) => [Buffer.from(name), text.charCodeAt(0)]);

/** The character a reference stands for, given what is between `&` and `;`; -1: none. */
export function codePoint(buffer: Uint8Array, start: number, end: number): number {
  if (at(buffer, start) === byte.hash) {
    const code =
      at(buffer, start + 1) === byte.x
        ? digits(buffer, start + 2, end, 16)
        : digits(buffer, start + 1, end, 10);
    return isLegalCode(code) ? code : -1;
  }
  for (const [name, code] of PREDEFINED) {
    if (name.length === end - start && startsWith(buffer, start, name)) return code;
  }
  return -1;
}

/** A number too large to be a character may come out as any such number. */
function digits(buffer: Uint8Array, start: number, end: number, base: 10 | 16): number {
  let value = start < end ? 0 : -1;
  for (let i = start; i < end; i++) {
    const digit = toDigit(at(buffer, i));
    if (digit < 0 || digit >= base) return -1;
    value = Math.min(value * base + digit, 0x110000);
  }
  return value;
}

function toDigit(code: number): number {
  if (code <= 0x39) return code - 0x30;
  return code >= 0x41 ? (code | 0x20) - 0x57 : -1;
}

function isLegalCode(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
