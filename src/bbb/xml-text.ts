import { at, byte } from './xml-bytes.ts';
import { CDATA_EDGES, isCdata, skipAttributes, skipDeclaration, skipInstruction } from './xml-markup.ts';
import { codePoint } from './xml-references.ts';

/**
 * The text between two bytes of a document that is known to be well-formed, exactly as it stands there:
 * references resolved, line ends as XML reads them, markup left out, nothing trimmed.
 */
export function readText(buffer: Buffer, start: number, end: number): string {
  for (let i = start; i < end; i++) {
    const code = at(buffer, i);
    if (code === byte.less || code === byte.ampersand || code === byte.return)
      return resolve(buffer, start, end);
  }
  return buffer.toString('utf8', start, end);
}

function resolve(buffer: Buffer, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; ) {
    const pieceEnd = skipPiece(buffer, i, end);
    text += pieceText(buffer, i, pieceEnd);
    i = pieceEnd;
  }
  return text;
}

/** A run of plain characters, one reference, or one piece of markup. */
function skipPiece(buffer: Buffer, start: number, end: number): number {
  const code = at(buffer, start);
  if (code === byte.less) return skipMarkup(buffer, start);
  if (code === byte.ampersand) return buffer.indexOf(byte.semicolon, start) + 1;
  let i = start;
  while (i < end && at(buffer, i) !== byte.less && at(buffer, i) !== byte.ampersand) i++;
  return i;
}

function skipMarkup(buffer: Buffer, start: number): number {
  const next = at(buffer, start + 1);
  if (next === byte.bang) return skipDeclaration(buffer, start, true);
  if (next === byte.question) return skipInstruction(buffer, start);
  if (next === byte.slash) return buffer.indexOf(byte.greater, start) + 1;
  return skipOpenTag(buffer, start);
}

function skipOpenTag(buffer: Buffer, start: number): number {
  let i = start + 1;
  while (at(buffer, i) !== byte.greater && at(buffer, i) !== byte.slash && at(buffer, i) > 32) i++;
  return buffer.indexOf(byte.greater, skipAttributes(buffer, i)) + 1;
}

function pieceText(buffer: Buffer, start: number, end: number): string {
  const code = at(buffer, start);
  if (code === byte.ampersand) return String.fromCodePoint(codePoint(buffer, start + 1, end - 1));
  if (code !== byte.less) return plainText(buffer, start, end);
  return isCdata(buffer, start) ? plainText(buffer, start + CDATA_EDGES.start, end - CDATA_EDGES.end) : '';
}

function plainText(buffer: Buffer, start: number, end: number): string {
  return buffer.toString('utf8', start, end).replace(/\r\n?/g, '\n');
}
