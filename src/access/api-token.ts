import { hash, randomBytes } from 'node:crypto';
import type { Scope } from './scope.ts';

/** What is known of a token; itself it is told once, when it is made. Times are milliseconds since 1970. */
export interface ApiToken {
  readonly id: string;
  /** Unique; what the audit log calls its holder. */
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: number;
  /** Undefined: it does not expire. */
  readonly expiresAt: number | undefined;
  /** To some minutes; undefined: never. */
  readonly lastUsedAt: number | undefined;
}

const PREFIX = 'slt_';
const BYTES = 32;

/** A new token: 256 random bits, under a prefix by which scanners for leaked secrets can know it. */
export function newTokenText(): string {
  return PREFIX + randomBytes(BYTES).toString('base64url');
}

/** Whether a text may be a token at all. */
export function isTokenText(text: string): boolean {
  return /^slt_[A-Za-z0-9_-]{43}$/.test(text);
}

/** What is stored of a token. A plain hash is enough: nobody can guess 256 bits. */
export function tokenHash(text: string): string {
  return hash('sha256', text);
}
