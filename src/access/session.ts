import { hash, randomBytes } from 'node:crypto';
import type { Scope } from './scope.ts';

/** Without a request for so long, one has to sign in again. */
export const IDLE_MS = 12 * 3_600_000;
/** However busy it is. */
export const LONGEST_MS = 7 * 86_400_000;
/** How exactly the end is known: a write for each request would cost more than the request. */
const COARSE_MS = 5 * 60_000;

/** A browser that is signed in to the dashboard. Times are milliseconds since 1970. */
export interface Session {
  /** Whose it is: of a token, or of a user. What they may do, and whether they still may, is looked up each time. */
  readonly holder: { readonly kind: 'token' | 'user'; readonly id: string };
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A session with what its holder is called and may do now. */
export interface OpenSession extends Session {
  readonly name: string;
  readonly scope: Scope;
}

/** What the browser keeps of it: 256 random bits. */
export function newSessionText(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of that. A plain hash is enough: nobody can guess 256 bits. */
export function sessionHash(text: string): string {
  return hash('sha256', text);
}

/** Until when a session that is used now is good; undefined: so long already, but for some minutes. */
export function extendedUntil({ createdAt, expiresAt }: Session, now: number): number | undefined {
  const until = Math.min(now + IDLE_MS, createdAt + LONGEST_MS);
  return until - expiresAt >= COARSE_MS ? until : undefined;
}
