import { createCipheriv, createHash, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const ROUNDS = 10_000;
const KEY_BYTES = 32;
const IV_BYTES = 16;
/** Deriving a key takes some milliseconds of a core: creates that come close together share what is sealed. */
const FRESH_MS = 60_000;
const MOST = 1000;

const derive = promisify(pbkdf2);

/**
 * A text that only the BBB server with this secret can read: base64 of 8 random bytes (where OpenSSL writes
 * `Salted__`), 8 of salt, and the text by AES-256-CBC; key and IV by PBKDF2 from secret and salt. Derived off
 * the event loop.
 */
async function sealForServer(text: string, secret: string): Promise<string> {
  const salt = randomBytes(8);
  const derived = await derive(secret, salt, ROUNDS, KEY_BYTES + IV_BYTES, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', derived.subarray(0, KEY_BYTES), derived.subarray(KEY_BYTES));
  return Buffer.concat([randomBytes(8), salt, cipher.update(text, 'utf8'), cipher.final()]).toString(
    'base64',
  );
}

/** Seals texts, the same one for the same server once a minute. */
export function createSealer(now: () => number): (text: string, secret: string) => Promise<string> {
  const sealed = new Map<string, { readonly at: number; readonly text: Promise<string> }>();
  return (text, secret) => {
    const key = createHash('sha256')
      .update(JSON.stringify([text, secret]))
      .digest('base64');
    const known = sealed.get(key);
    if (known !== undefined && now() - known.at < FRESH_MS) return known.text;
    if (sealed.size >= MOST) sealed.clear();
    const fresh = { at: now(), text: sealForServer(text, secret) };
    sealed.set(key, fresh);
    return fresh.text;
  };
}
