import { createHmac, timingSafeEqual } from 'node:crypto';

/** The signatures that BBB and front-ends use. */
export type JwtHash = 'HS256' | 'HS512';

export type Claims = Readonly<Record<string, unknown>>;

const DIGESTS: Readonly<Record<JwtHash, string>> = { HS256: 'sha256', HS512: 'sha512' };

/** Longer ones are none of BBB's or ours. */
const LONGEST = 16 * 1024;

/** A JSON Web Token with exactly these claims. */
export function signJwt(claims: Claims, secret: string, hash: JwtHash): string {
  const signed = `${encode({ alg: hash, typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${signature(signed, secret, hash)}`;
}

/**
 * The claims of a token that one of the secrets signed with this hash; undefined: it is none, has run out
 * (`exp`) or does not hold yet (`nbf`). A token without these does not run out: whoever needs them looks.
 * `now` in milliseconds since 1970. A blank secret is none.
 */
export function verifyJwt(
  token: string,
  secrets: readonly string[],
  hash: JwtHash,
  now: number,
): Claims | undefined {
  const [head = '', body = '', given = '', ...more] = token.length > LONGEST ? [] : token.split('.');
  if (more.length > 0 || given === '' || decode(head)?.['alg'] !== hash) return undefined;
  if (!secrets.some((secret) => isSignedBy(secret, `${head}.${body}`, given, hash))) return undefined;
  const claims = decode(body);
  return claims && holds(claims, now / 1000) ? claims : undefined;
}

function holds({ exp, nbf }: Claims, seconds: number): boolean {
  const ended = exp !== undefined && !(typeof exp === 'number' && exp > seconds);
  const early = nbf !== undefined && !(typeof nbf === 'number' && nbf <= seconds);
  return !ended && !early;
}

function isSignedBy(secret: string, signed: string, given: string, hash: JwtHash): boolean {
  if (secret.trim() === '') return false;
  const [right, claim] = [signature(signed, secret, hash), given].map((text) => Buffer.from(text));
  return right !== undefined && right.length === claim?.length && timingSafeEqual(right, claim);
}

function signature(signed: string, secret: string, hash: JwtHash): string {
  return createHmac(DIGESTS[hash], secret).update(signed).digest('base64url');
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(text: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return isClaims(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isClaims(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
