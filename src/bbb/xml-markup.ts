import {
  at,
  byte,
  PLAIN,
  sameBytes,
  skipAll,
  skipLegal,
  skipName,
  skipSpace,
  startsWith,
} from './xml-bytes.ts';
import { skipReference } from './xml-references.ts';

const COMMENT = Buffer.from('<!--');
const DASHES = Buffer.from('--');
const CDATA = Buffer.from('<![CDATA[');
const CDATA_END = Buffer.from(']]>');
const INSTRUCTION_END = Buffer.from('?>');

/** Text up to the next `<`. */
export function skipText(buffer: Uint8Array, from: number): number {
  for (let i = from; i >= 0; ) {
    i = skipAll(buffer, i, PLAIN);
    const code = at(buffer, i);
    if (code === byte.less) return i;
    if (code === byte.ampersand) i = skipReference(buffer, i);
    else if (code === byte.closingBracket && startsWith(buffer, i, CDATA_END)) return -1;
    else i = skipLegal(buffer, i);
  }
  return -1;
}

/** More in one tag than BBB ever sends; bounds the search for repeated ones. */
const MAX_ATTRIBUTES = 256;
/** Where the names of a tag's attributes begin and end. Used again for every tag: nothing here waits. */
const NAMES = new Int32Array(2 * MAX_ATTRIBUTES);

/** From behind a tag's name to its `>` or `/`. */
export function skipAttributes(buffer: Uint8Array, from: number): number {
  let end = from;
  for (let count = 0; end >= 0; count++) {
    const start = skipSpace(buffer, end);
    const code = at(buffer, start);
    if (code === byte.greater || code === byte.slash) return start;
    const nameEnd = skipName(buffer, start);
    if (start === end || nameEnd < 0 || !noteName(buffer, count, start, nameEnd)) return -1;
    end = skipAttributeValue(buffer, nameEnd);
  }
  return -1;
}

/** False: one name too many, or one that was there before. */
function noteName(buffer: Uint8Array, count: number, start: number, end: number): boolean {
  for (let n = 0; n < count; n++) {
    if (sameBytes(buffer, NAMES[2 * n] ?? 0, NAMES[2 * n + 1] ?? 0, start, end)) return false;
  }
  NAMES[2 * count] = start;
  NAMES[2 * count + 1] = end;
  return count < MAX_ATTRIBUTES;
}

/** `= "value"`. */
function skipAttributeValue(buffer: Uint8Array, from: number): number {
  const equals = skipSpace(buffer, from);
  const start = skipSpace(buffer, equals + 1);
  const quote = at(buffer, start);
  if (at(buffer, equals) !== byte.equals || (quote !== byte.quote && quote !== byte.apostrophe)) return -1;
  for (let i = start + 1; i >= 0; ) {
    const code = at(buffer, i);
    if (code === quote) return i + 1;
    if (code === byte.less) return -1;
    i = code === byte.ampersand ? skipReference(buffer, i) : skipLegal(buffer, i);
  }
  return -1;
}

export function isCdata(buffer: Uint8Array, i: number): boolean {
  return startsWith(buffer, i, CDATA);
}

/** Of `<![CDATA[` and of `]]>`. */
export const CDATA_EDGES = { start: CDATA.length, end: CDATA_END.length } as const;

/** A comment, or within an element a CDATA section. DOCTYPE and all it could declare is refused. */
export function skipDeclaration(buffer: Uint8Array, start: number, inElement: boolean): number {
  if (inElement && isCdata(buffer, start)) return skipThrough(buffer, start + CDATA.length, CDATA_END);
  if (!startsWith(buffer, start, COMMENT)) return -1;
  const dashes = skipThrough(buffer, start + COMMENT.length, DASHES);
  return dashes >= 0 && at(buffer, dashes) === byte.greater ? dashes + 1 : -1;
}

export function skipInstruction(buffer: Uint8Array, start: number): number {
  const nameEnd = skipName(buffer, start + 2);
  if (nameEnd < 0 || isXmlName(buffer, start + 2, nameEnd)) return -1;
  const content = skipSpace(buffer, nameEnd);
  if (content === nameEnd && !startsWith(buffer, nameEnd, INSTRUCTION_END)) return -1;
  return skipThrough(buffer, content, INSTRUCTION_END);
}

/** `xml` in any case: reserved for the declaration. */
function isXmlName(buffer: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 3) return false;
  const lower = (i: number) => at(buffer, start + i) | 0x20;
  return lower(0) === 0x78 && lower(1) === 0x6d && lower(2) === 0x6c;
}

/** Legal characters up to and with the mark. */
function skipThrough(buffer: Uint8Array, from: number, mark: Uint8Array): number {
  const first = at(mark, 0);
  for (let i = from; i >= 0; i = skipLegal(buffer, i)) {
    if (at(buffer, i) === first && startsWith(buffer, i, mark)) return i + mark.length;
  }
  return -1;
}

const SPACES = '[ \\t\\r\\n]';
const DECLARATION = new RegExp(
  `^<\\?xml${SPACES}+version${SPACES}*=${SPACES}*(?:"1\\.\\d+"|'1\\.\\d+')` +
    `(?:${SPACES}+encoding${SPACES}*=${SPACES}*(?:"[A-Za-z][\\w.-]*"|'[A-Za-z][\\w.-]*'))?` +
    `(?:${SPACES}+standalone${SPACES}*=${SPACES}*(?:"(?:yes|no)"|'(?:yes|no)'))?${SPACES}*\\?>`,
);
const DECLARATION_START = Buffer.from('<?xml');
const MAX_DECLARATION = 1024;
const MARK = Buffer.from('\ufeff');

/** A byte order mark and an XML declaration, if any. Whatever encoding it declares, it is read as UTF-8. */
export function skipProlog(buffer: Buffer): number {
  const start = startsWith(buffer, 0, MARK) ? MARK.length : 0;
  const nameEnd = start + DECLARATION_START.length;
  // `<?xml-stylesheet …` is an ordinary instruction.
  if (!startsWith(buffer, start, DECLARATION_START) || skipSpace(buffer, nameEnd) === nameEnd) return start;
  const found = DECLARATION.exec(buffer.toString('latin1', start, start + MAX_DECLARATION));
  return found ? start + found[0].length : -1;
}
