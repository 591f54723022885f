import { randomFillSync } from 'node:crypto';
import type { TarEntry } from './tar.ts';

/** Media does not compress, and no two pieces of it are alike; but drawing chance for gigabytes takes long. */
const NOISE = Buffer.alloc(1024 * 1024);
let isFilled = false;

/** A file of text. */
export function textFile(path: string, text: string): TarEntry {
  const bytes = Buffer.from(text);
  return { path, size: bytes.length, content: [bytes] };
}

/** A file of noise with the first bytes of its kind, made piece by piece while it is written. */
export function mediaFile(path: string, size: number, magic: Buffer): TarEntry {
  return { path, size, content: { [Symbol.iterator]: () => noise(size, magic) } };
}

export function folder(path: string): TarEntry {
  return { path: `${path}/`, size: 0, content: [] };
}

export const magic = {
  png: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  webm: Buffer.from('1a45dfa3a342868101', 'hex'),
  mp4: Buffer.from('00000018667479706d703432', 'hex'),
  ogg: Buffer.from('4f67675300020000', 'hex'),
  pdf: Buffer.from('%PDF-1.7\n'),
} as const;

function* noise(size: number, start: Buffer): Generator<Buffer, void, undefined> {
  if (!isFilled) randomFillSync(NOISE);
  isFilled = true;
  const head = start.subarray(0, size);
  yield head;
  for (let left = size - head.length; left > 0; ) {
    const piece = NOISE.subarray(0, left);
    left -= piece.length;
    yield piece;
  }
}
