/** One thing in an archive. */
export interface TarEntry {
  /** With a slash at its end: a folder. */
  readonly path: string;
  /** Nothing for a folder. */
  readonly size: number;
  /** `size` bytes. */
  readonly content: Iterable<Buffer>;
}

const BLOCK = 512;
/** Of the field for it; a longer path goes into an extended header. */
const LONGEST_NAME = 100;
/** What eleven octal digits can say. */
const LARGEST = 8 ** 11 - 1;

/** A whole tar, piece by piece: as GNU tar writes them, with extended headers where they are needed. */
export function* writeTar(entries: Iterable<TarEntry>): Generator<Buffer, void, undefined> {
  for (const { path, size, content } of entries) {
    yield* extension(path, size);
    yield tarHeader({ path, size, type: path.endsWith('/') ? '5' : '0' });
    yield* content;
    yield Buffer.alloc(padding(size));
  }
  yield Buffer.alloc(2 * BLOCK);
}

export interface HeaderFields {
  readonly path: string;
  readonly size: number;
  /** One character. */
  readonly type: string;
  readonly linkTo?: string;
}

/** One header block. What is too long for its field is cut off. */
export function tarHeader({ path, size, type, linkTo = '' }: HeaderFields): Buffer {
  const block = Buffer.alloc(BLOCK);
  const put = (text: string, at: number, length: number): void => {
    Buffer.from(text).subarray(0, length).copy(block, at);
  };
  put(path, 0, LONGEST_NAME);
  put(type === '5' ? '0000755' : '0000644', 100, 8);
  put('0001750', 108, 8);
  put('0001750', 116, 8);
  put(octal(Math.min(size, LARGEST), 11), 124, 12);
  put(octal(1_700_000_000, 11), 136, 12);
  put(' '.repeat(8), 148, 8);
  put(type, 156, 1);
  put(linkTo, 157, 100);
  put('ustar', 257, 6);
  put('00', 263, 2);
  put('bigbluebutton', 265, 32);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${octal(sum, 6)}\0 `, 148, 8);
  return block;
}

function* extension(path: string, size: number): Generator<Buffer, void, undefined> {
  const records: string[] = [];
  if (Buffer.byteLength(path) > LONGEST_NAME || !isAscii(path)) records.push(paxRecord('path', path));
  if (size > LARGEST) records.push(paxRecord('size', String(size)));
  if (records.length > 0) yield* paxHeader(records);
}

/** An extended header for the entry that follows. */
export function* paxHeader(records: readonly string[]): Generator<Buffer, void, undefined> {
  const body = Buffer.from(records.join(''));
  yield tarHeader({ path: 'PaxHeaders/entry', size: body.length, type: 'x' });
  yield body;
  yield Buffer.alloc(padding(body.length));
}

/** `LENGTH KEY=VALUE\n`, where the length counts its own digits too. */
export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (length !== rest + String(length).length) length += 1;
  return `${length} ${key}=${value}\n`;
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
