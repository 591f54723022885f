import { isUtf8 } from 'node:buffer';
import { reason } from '../../cluster/reasons.ts';
import { BadArchive } from './bad-archive.ts';

/** What an extended header says of the entry that follows, where it says more than that one's own header. */
export interface Extension {
  readonly path?: Buffer;
  readonly size?: number;
}

const NEWLINE = 0x0a;
const BLANK = 0x20;

/** Reads its records, each `LENGTH KEY=VALUE\n`. Throws BadArchive, also for one that tells of a sparse file. */
export function readPax(bytes: Buffer): Extension {
  let extension: Extension = {};
  for (let start = 0; start < bytes.length; ) {
    const { key, value, end } = recordAt(bytes, start);
    if (key.startsWith('GNU.sparse')) throw new BadArchive(reason('sparseFile', {}));
    if (key === 'path') extension = { ...extension, path: value };
    if (key === 'size') extension = { ...extension, size: sizeOf(value) };
    start = end;
  }
  return extension;
}

function recordAt(
  bytes: Buffer,
  start: number,
): { readonly key: string; readonly value: Buffer; readonly end: number } {
  const blank = bytes.indexOf(BLANK, start);
  const length = blank < 0 ? '' : bytes.toString('latin1', start, blank);
  const end = start + (/^[1-9]\d{0,7}$/.test(length) ? Number(length) : 0);
  const equals = bytes.indexOf('=', blank);
  const isWhole = end <= bytes.length && equals > blank && equals < end && bytes[end - 1] === NEWLINE;
  if (!isWhole) throw new BadArchive(reason('headerUnreadable', {}));
  const key = bytes.subarray(blank + 1, equals);
  if (!isUtf8(key)) throw new BadArchive(reason('headerUnreadable', {}));
  return { key: key.toString(), value: bytes.subarray(equals + 1, end - 1), end };
}

function sizeOf(value: Buffer): number {
  const digits = value.toString('latin1');
  if (/^\d{1,15}$/.test(digits)) return Number(digits);
  throw new BadArchive(reason('sizeUnreadable', {}));
}
