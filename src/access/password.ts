import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** As OWASP recommends it for 32 MB of memory: some 0.2 s on a core. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** What is stored of a password: `scrypt$SALT$KEY`, with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt);
  return ['scrypt', salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Whether it is the password that `stored` was made of. Takes the same time whether it is, and with `stored`
 * undefined (there is no such user), so that nobody learns by the clock who there is.
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, salt = '', key = ''] = (stored ?? NOBODYS).split('$');
  const derived = await derive(password, Buffer.from(salt, 'base64url'));
  const wanted = Buffer.from(key, 'base64url');
  return derived.length === wanted.length && timingSafeEqual(derived, wanted) && stored !== undefined;
}

const NOBODYS = `scrypt$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** One text can be typed as different characters: they count as the same. */
function derive(password: string, salt: Buffer): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password.normalize('NFKC'), salt, KEY_BYTES, COST, (error, key) => {
    if (error) reject(error);
    else resolve(key);
  });
  return promise;
}
