import { createHash } from 'node:crypto';
import type { OwnChange, Tenant } from './tenant.ts';

const DISABLED = 'disabled';
const EXPIRY = 'secret_expires:';

/** A tenant that is switched off is let in nowhere; its meetings that run go on. */
export function isSwitchedOff({ own }: Pick<Tenant, 'own'>): boolean {
  return own?.[DISABLED] === 'true';
}

export function switched(on: boolean): OwnChange {
  return { [DISABLED]: on ? null : 'true' };
}

/** A secret with the time (ms since 1970) from which on it opens nothing any more; undefined: never. */
export interface TenantSecret {
  readonly secret: string;
  readonly expiresAt: number | undefined;
}

/** All secrets, in their order. */
export function secretsOf({ secrets, own = {} }: Pick<Tenant, 'secrets' | 'own'>): TenantSecret[] {
  return secrets.map((secret) => ({ secret, expiresAt: timeOf(own[expiryField(secret)]) }));
}

/** Those that open the API at this time (ms since 1970). */
export function secretsInForce(tenant: Pick<Tenant, 'secrets' | 'own'>, now: number): readonly string[] {
  if (tenant.own === undefined) return tenant.secrets;
  return secretsOf(tenant)
    .filter(({ expiresAt }) => expiresAt === undefined || now < expiresAt)
    .map(({ secret }) => secret);
}

/** Lets a secret expire; undefined: never. */
export function expiring(secret: string, at: number | undefined): OwnChange {
  return { [expiryField(secret)]: at === undefined ? null : String(at) };
}

/** What is left of secrets that the tenant does not have any more. */
export function leftovers({ secrets, own = {} }: Pick<Tenant, 'secrets' | 'own'>): OwnChange {
  const known = new Set(secrets.map(expiryField));
  const stale = Object.keys(own).filter((name) => name.startsWith(EXPIRY) && !known.has(name));
  return Object.fromEntries(stale.map((name) => [name, null]));
}

/** Tells a tenant's secrets apart without showing them: 12 hexadecimal digits. */
export function fingerprint(secret: string): string {
  return hashOf(secret).slice(0, 12);
}

/** By its hash, so that it is written down in one place only. */
function expiryField(secret: string): string {
  return EXPIRY + hashOf(secret);
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** What can't be read lets the secret expire rather than last. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
