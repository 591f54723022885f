import { hash as digest, timingSafeEqual } from 'node:crypto';
import { encodeParams, type Params } from './query.ts';

/** The hashes BBB knows. */
export type HashName = 'SHA1' | 'SHA256' | 'SHA384' | 'SHA512';

/** BBB tells the hash by the length of its hex text. */
export const HASH_BY_LENGTH: ReadonlyMap<number, HashName> = new Map([
  [40, 'SHA1'],
  [64, 'SHA256'],
  [96, 'SHA384'],
  [128, 'SHA512'],
]);

/** BBB's signature of a call, in lower-case hex. `query` is the query string without its checksum. */
export function checksum(hash: HashName, call: string, query: string, secret: string): string {
  return digest(hash, call + query + secret, 'hex');
}

/** The parameters form-urlencoded, then their checksum: what follows the `?` of a call to a BBB server. */
export function signedQuery(call: string, params: Params, secret: string, hash: HashName): string {
  const query = encodeParams(params);
  const signature = `checksum=${checksum(hash, call, query, secret)}`;
  return query === '' ? signature : `${query}&${signature}`;
}

/**
 * Takes the parameter `checksum` out of a raw query string (without `?`), with the `&` in front of it or
 * else the one behind it; nothing is decoded. `given` undefined: there is none; '' (which signs nothing):
 * it is empty or repeated.
 */
export function cutChecksum(query: string): { given: string | undefined; signed: string } {
  const start = findChecksum(query, 0);
  if (start < 0) return { given: undefined, signed: query };
  const ampersand = query.indexOf('&', start);
  const end = ampersand < 0 ? query.length : ampersand;
  const signed = start > 0 ? query.slice(0, start - 1) + query.slice(end) : query.slice(end + 1);
  const repeated = findChecksum(query, end) >= 0;
  return { given: repeated ? '' : query.slice(start + NAME.length + 1, end), signed };
}

const NAME = 'checksum';

/** Where a parameter of exactly that name begins, at `from` or later. */
function findChecksum(query: string, from: number): number {
  for (let at = query.indexOf(NAME, from); at >= 0; at = query.indexOf(NAME, at + 1)) {
    const before = at === 0 ? '&' : query[at - 1];
    const after = query[at + NAME.length] ?? '&';
    if (before === '&' && (after === '=' || after === '&')) return at;
  }
  return -1;
}

/**
 * Whether `given` is the checksum of the call by one of the secrets and an allowed hash. Takes the same
 * time whichever secret matches, or none. A blank secret is none.
 */
export function isSigned(
  given: string | undefined,
  call: string,
  signed: string,
  secrets: readonly string[],
  allowed: readonly HashName[],
): boolean {
  const hash = given === undefined ? undefined : HASH_BY_LENGTH.get(given.length);
  if (given === undefined || hash === undefined || !allowed.includes(hash)) return false;
  let matches = false;
  for (const secret of secrets) {
    if (secret.trim() === '') continue;
    if (areSame(given, checksum(hash, call, signed, secret))) matches = true;
  }
  return matches;
}

/** Room for the longest checksum, for every comparison: two new buffers would cost more than comparing them. */
const claimed = Buffer.alloc(128);
const right = Buffer.alloc(128);

/** Compares them whole, wherever they differ; neither is longer than a checksum. */
function areSame(given: string, checksum: string): boolean {
  const length = claimed.fill(0).write(given);
  return length === right.fill(0).write(checksum) && timingSafeEqual(claimed, right);
}
