import { reason } from '../../cluster/reasons.ts';
import { BadArchive } from './bad-archive.ts';

export const BLOCK = 512;

/** What a header block says. */
export interface Header {
  /** One character: `0` a file, `5` a folder, `x` more about the next entry, and so on. */
  readonly type: string;
  readonly path: Buffer;
  /** Bytes of what follows. */
  readonly size: number;
}

/** Where the fields of a header lie. */
const FIELDS = {
  name: [0, 100],
  size: [124, 136],
  checksum: [148, 156],
  type: [156, 157],
  magic: [257, 263],
  prefix: [345, 500],
} as const;

const SPACE = 0x20;
/** Marks a number that is written in binary, as GNU tar does with those too large for octal digits. */
const BINARY = 0x80;

export function isEndMark(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

/** Throws BadArchive. */
export function readHeader(block: Buffer): Header {
  if (octal(bytesOf(block, 'checksum')) !== sumOf(block)) throw new BadArchive(reason('notTar', {}));
  const size = sizeIn(bytesOf(block, 'size'));
  const type = String.fromCharCode(bytesOf(block, 'type')[0] ?? 0);
  return { type: type === '\0' ? '0' : type, path: pathOf(block), size };
}

/** The sum of all bytes, those of the checksum itself taken as blanks. */
function sumOf(block: Buffer): number {
  const [start, end] = FIELDS.checksum;
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= start && i < end ? SPACE : (block[i] ?? 0);
  return sum;
}

function pathOf(block: Buffer): Buffer {
  const name = untilNul(bytesOf(block, 'name'));
  // GNU tar's own format ends its mark in blanks, and keeps other things where the prefix is.
  if (bytesOf(block, 'magic').toString('latin1') !== 'ustar\0') return name;
  const prefix = untilNul(bytesOf(block, 'prefix'));
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

function bytesOf(block: Buffer, field: keyof typeof FIELDS): Buffer {
  return block.subarray(...FIELDS[field]);
}

export function untilNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function sizeIn(bytes: Buffer): number {
  const size = (bytes[0] ?? 0) >= BINARY ? binary(bytes) : octal(bytes);
  if (Number.isSafeInteger(size)) return size;
  throw new BadArchive(reason('sizeUnreadable', {}));
}

function octal(bytes: Buffer): number {
  const digits = untilNul(bytes).toString('latin1').trim();
  if (digits === '') return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function binary(bytes: Buffer): number {
  // 0xff begins a negative one.
  if (bytes[0] !== BINARY) return Number.NaN;
  return bytes.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
}
