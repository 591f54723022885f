import { hash as digest, timingSafeEqual } from 'node:crypto';
import { HASH_BY_LENGTH, type HashName } from './checksum.ts';
import { encodeParams, type Params } from './query.ts';

/**
 * What bbb-webhooks posts to a callback URL: fields (`event`, `timestamp`, `domain`), as a form or as JSON, signed
 * with the shared secret. The documentation describes the text that is signed as the fields joined by `&`, and leaves
 * open whether as they are or as they are sent; versions differ. A checksum is over one of these or it is none, since
 * each holds the secret. What is passed on is signed in the manner it came, so that its receiver finds what it is
 * used to.
 */
export interface HookPost {
  readonly fields: Params;
  /** Exactly as it was posted. */
  readonly body: string;
  /** Of the query; undefined: there was none. */
  readonly checksum: string | undefined;
  /** Behind `Bearer`; undefined: there was none. */
  readonly bearer: string | undefined;
  readonly isJson: boolean;
}

const overs = ['fields', 'body', 'json'] as const;

/** How a post is signed. `bearer`: by telling the secret itself, as bbb-webhooks may be set up to. */
export type HookManner =
  | { readonly type: 'form' | 'json'; readonly proof: 'bearer' }
  | {
      readonly type: 'form' | 'json';
      readonly proof: 'checksum';
      readonly over: (typeof overs)[number];
      readonly hash: HashName;
    };

/** As the documentation has it. */
export const USUAL = { type: 'form', proof: 'checksum', over: 'fields', hash: 'SHA1' } as const;

/** How the post is signed with the secret; undefined: it is not. `callbackUrl`: as it was registered. */
export function mannerOf(post: HookPost, callbackUrl: string, secret: string): HookManner | undefined {
  if (secret.trim() === '') return undefined;
  const type = post.isJson ? 'json' : 'form';
  const { checksum, bearer } = post;
  if (checksum === undefined)
    return bearer !== undefined && isSame(bearer, secret) ? { type, proof: 'bearer' } : undefined;
  const hash = HASH_BY_LENGTH.get(checksum.length);
  if (hash === undefined) return undefined;
  const over = overs.filter((one) =>
    isSame(checksum, digest(hash, callbackUrl + signedText(post, one) + secret, 'hex')),
  );
  const [first] = over;
  return first && { type, proof: 'checksum', over: first, hash };
}

function signedText(
  { fields, body }: Pick<HookPost, 'fields' | 'body'>,
  over: (typeof overs)[number],
): string {
  if (over === 'body') return body;
  if (over === 'json') return asJson(fields);
  return fields.map(({ name, value = '' }) => `${name}=${value}`).join('&');
}

function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** What goes over the line. */
export interface SignedPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Writes and signs a post in that manner. */
export function signedPost(
  callbackUrl: string,
  fields: Params,
  { manner, secret }: { readonly manner: HookManner; readonly secret: string },
): SignedPost {
  const isJson = manner.type === 'json';
  const body = isJson ? asJson(fields) : encodeParams(fields);
  const type = { 'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded' };
  if (manner.proof === 'bearer')
    return { url: callbackUrl, headers: { ...type, authorization: `Bearer ${secret}` }, body };
  const text = signedText({ fields, body }, manner.over);
  const checksum = digest(manner.hash, callbackUrl + text + secret, 'hex');
  return { url: withChecksum(callbackUrl, checksum), headers: type, body };
}

/** JSON holds numbers where a form has texts. */
function asJson(fields: Params): string {
  return JSON.stringify(Object.fromEntries(fields.map(({ name, value = '' }) => [name, plain(name, value)])));
}

function plain(name: string, value: string): string | number {
  return name === 'timestamp' && /^\d{1,15}$/.test(value) ? Number(value) : value;
}

/** Behind what the URL asks already, and in front of its fragment. */
function withChecksum(url: string, checksum: string): string {
  const [address = '', ...fragment] = url.split('#');
  const join = address.includes('?') ? '&' : '?';
  return [`${address}${join}checksum=${checksum}`, ...fragment].join('#');
}
