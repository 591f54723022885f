import { createHash } from 'node:crypto';

/** Leaves room for what is put behind it, in a file's name of 255 bytes. */
const LONGEST = 200;

/** What stands for a tar in the names of other files: its own name without `.tar`, or the hash of a long one. */
export function slug(name: string): string {
  const text = name.replace(/\.tar$/, '');
  return Buffer.byteLength(text) <= LONGEST ? text : createHash('sha256').update(text).digest('hex');
}
