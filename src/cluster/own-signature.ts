import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config.ts';

/**
 * Signs what we tell others so that they say it back to us: URLs that BBB servers are to call. Every process of an
 * installation knows its own signature and nobody else's; `purpose` tells apart what may not stand for each other.
 */
export interface OwnSignature {
  /** 43 characters that mean nothing in a URL. */
  sign(purpose: string, text: string): string;
  /** In constant time. */
  verify(purpose: string, text: string, signature: string): boolean;
}

/**
 * Made with SECRET_KEY_BASE, or where there is none with the load balancer's first secret; what any of its secrets
 * signed is still known, so that they can be exchanged while meetings run. Undefined: there is no secret at all.
 */
export function createOwnSignature(
  config: Pick<Config, 'secretKeyBase' | 'secrets'>,
): OwnSignature | undefined {
  const given = [config.secretKeyBase ?? '', ...config.secrets];
  const [best, ...others] = given.filter((secret) => secret.trim() !== '');
  if (best === undefined) return undefined;
  const keysOf = remembered((purpose: string) => ({
    first: keyFor(purpose, best),
    others: others.map((secret) => keyFor(purpose, secret)),
  }));
  return {
    sign: (purpose, text) => signature(keysOf(purpose).first, text),
    verify: (purpose, text, claimed) => {
      const claim = Buffer.from(claimed);
      const isRight = (key: KeyObject): boolean => {
        // As it is written: many spellings decode to the same bytes, and each would be a URL of its own.
        const right = Buffer.from(signature(key, text));
        return claim.length === right.length && timingSafeEqual(claim, right);
      };
      const { first, others: more } = keysOf(purpose);
      return [first, ...more].filter(isRight).length > 0;
    },
  };
}

/** The secrets themselves sign cookies and calls: no signature of ours may pass for one of those. */
function keyFor(purpose: string, secret: string): KeyObject {
  return createSecretKey(createHmac('sha256', secret).update(`scalelite own signature: ${purpose}`).digest());
}

function signature(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** There are a few purposes only. */
function remembered<Value>(make: (name: string) => Value): (name: string) => Value {
  const made = new Map<string, Value>();
  return (name) => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
}
