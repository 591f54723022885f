import type { IncomingMessage } from 'node:http';
import { createFailedAttempts } from '../../access/failed-attempts.ts';
import type { Scope } from '../../access/scope.ts';
import { checkSession } from '../../access/sign-in.ts';
import { checkToken } from '../../access/token-check.ts';
import type { Actor } from '../../audit/entry.ts';
import { createClientAddress } from '../client-address.ts';
import type { AdminDeps } from './deps.ts';
import { refused } from './refused.ts';
import type { Refusal } from './route.ts';
import { refuseOtherSites } from './same-site.ts';
import { sessionTextOf } from './session-cookie.ts';

/** A proxy on a Unix socket that does not say whom it speaks for. */
const UNKNOWN = 'unknown';

type Wrong = 'wrong-credentials' | 'wrong-sign-in';

/** Who calls the admin API, and what they may do. */
export interface Caller {
  readonly actor: Actor;
  readonly scope: Scope;
}

export interface Callers {
  /**
   * Tries credentials of whatever kind; `check` gives undefined when they are wrong, and `told` is what is then
   * said. Throws a Refusal: 401, or 429 after too many.
   */
  attempt<T>(message: IncomingMessage, check: () => Promise<T | undefined>, told?: Wrong): Promise<T>;
  /** A browser that is signed in to the dashboard; undefined: it says nothing of that. Throws a Refusal: 401, 403. */
  bySession(message: IncomingMessage): Promise<Caller | undefined>;
  /** By its bearer token; undefined: it brings none. Throws a Refusal: 401, or 429 after too many wrong ones. */
  byToken(message: IncomingMessage): Promise<Caller | undefined>;
  /** Who has signed with a secret of the load balancer's may do everything. */
  bySecret(message: IncomingMessage): Caller;
  /** The same as a try: `isSigned` is not asked after too many wrong ones. */
  bySignature(message: IncomingMessage, isSigned: () => boolean): Caller;
}

export function createCallers(deps: Pick<AdminDeps, 'config' | 'database' | 'now' | 'log'>): Callers {
  const clientAddress = createClientAddress(deps.config);
  const addressOf = (message: IncomingMessage): string => clientAddress(message) ?? UNKNOWN;
  const attempts = createFailedAttempts(() => performance.now());
  const actorOf = (message: IncomingMessage, name: string, via: Actor['via'] = 'api'): Actor => ({
    via,
    name,
    from: addressOf(message),
  });
  const bySecret = (message: IncomingMessage): Caller => ({
    actor: actorOf(message, 'secret'),
    scope: 'admin',
  });

  const mayTry = (message: IncomingMessage): void => {
    const wait = attempts.waitFor(addressOf(message));
    if (wait !== undefined) throw tooMany(wait);
  };
  const wrong = (message: IncomingMessage, told: Wrong = 'wrong-credentials'): Refusal => {
    attempts.failed(addressOf(message));
    deps.log.warn({ from: addressOf(message) }, 'admin API: wrong credentials');
    return unauthorized(told);
  };
  const attempt: Callers['attempt'] = async (message, check, told) => {
    mayTry(message);
    const found = await check();
    if (found === undefined) throw wrong(message, told);
    return found;
  };

  return {
    attempt,
    bySecret,
    async bySession(message) {
      const text = sessionTextOf(message);
      if (text === undefined) return undefined;
      refuseOtherSites(message);
      const session = await sessionOf(deps, text);
      if (session === undefined) throw unauthorized('session-over');
      return { actor: actorOf(message, session.name, 'dashboard'), scope: session.scope };
    },
    bySignature(message, isSigned) {
      mayTry(message);
      if (!isSigned()) throw wrong(message);
      return bySecret(message);
    },
    async byToken(message) {
      const text = bearerOf(message);
      if (text === undefined) return undefined;
      const token = await attempt(message, () => tokenOf(deps, text));
      return { actor: actorOf(message, token.name), scope: token.scope };
    },
  };
}

/** The token that a request brings, whatever it is worth; undefined: none. */
export function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^bearer +(.*)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
}

async function tokenOf({ database, now, log }: Pick<AdminDeps, 'database' | 'now' | 'log'>, text: string) {
  if (database === undefined) return undefined;
  const failed = (reason: string): void => log.warn({ reason }, 'the use of a token could not be noted');
  return await checkToken({ tokens: database.apiTokens, now, failed }, text);
}

async function sessionOf({ database, now, log }: Pick<AdminDeps, 'database' | 'now' | 'log'>, text: string) {
  if (database === undefined) return undefined;
  const failed = (reason: string): void => log.warn({ reason }, 'the use of a session could not be noted');
  return await checkSession({ sessions: database.sessions, now, failed }, text);
}

/** No credentials, or wrong ones. */
export function unauthorized(code: Wrong | 'no-credentials' | 'session-over'): Refusal {
  return refused(code, {}, { 'www-authenticate': 'Bearer realm="scalelite"' });
}

function tooMany(seconds: number): Refusal {
  return refused('too-many-tries', { seconds }, { 'retry-after': String(seconds) });
}
