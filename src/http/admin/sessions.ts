import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionHash } from '../../access/session.ts';
import { type Credentials, signIn } from '../../access/sign-in.ts';
import type { DatabaseStore } from '../../operations/ports.ts';
import { mediaType } from '../body.ts';
import { createOrigins } from '../origin.ts';
import type { Target } from '../target.ts';
import type { Callers } from './caller.ts';
import type { AdminDeps } from './deps.ts';
import type { Face } from './face.ts';
import type { Fields } from './fields.ts';
import { readObject } from './json.ts';
import { oneByOne } from './one-by-one.ts';
import { refused } from './refused.ts';
import { callerOf, orRefuse } from './rest.ts';
import { refuseOtherSites } from './same-site.ts';
import { type RestAnswer, sendRest } from './send.ts';
import { endedCookie, sessionCookie, sessionTextOf } from './session-cookie.ts';

const PATH = '/session';
/** What else there is of methods nobody tells apart: each would be one more series of the metrics. */
const METHODS = ['GET', 'POST', 'DELETE'];

/** Signing in to the dashboard, out of it, and who is signed in: `POST`, `DELETE` and `GET /session`. */
export function createSessions(deps: AdminDeps, callers: Callers): Face {
  const handle = createHandler(deps, callers);
  return async (message, target, response) => {
    if (target.path !== PATH) return undefined;
    const call = METHODS.includes(message.method ?? '') ? `session ${message.method}` : 'other';
    return await orRefuse(deps, response, call, async () =>
      sendRest(response, await handle(message, target, response)),
    );
  };
}

type Handle = (
  message: IncomingMessage,
  target: Pick<Target, 'path' | 'query'>,
  response: ServerResponse,
) => Promise<RestAnswer>;

function createHandler(deps: AdminDeps, callers: Callers): Handle {
  const origins = createOrigins(deps.config);
  const isSecure = (message: IncomingMessage): boolean =>
    [message.headers.origin ?? '', origins(message)].some((origin) => origin.startsWith('https:'));
  // A password takes 32 MB and a fifth of a second: whoever tries many at once waits, and is stopped in between.
  const queue = oneByOne();

  const begin = async (message: IncomingMessage, database: DatabaseStore): Promise<RestAnswer> => {
    refuseOtherSites(message);
    const credentials = await credentialsOf(message);
    const signInDeps = signInDepsOf(deps, database);
    const attempt = () => callers.attempt(message, () => signIn(signInDeps, credentials), 'wrong-sign-in');
    const { text, name, scope } = await (credentials.kind === 'password' ? queue(attempt) : attempt());
    const headers = { 'set-cookie': sessionCookie(text, isSecure(message)) };
    return { status: 201, body: { name, scope }, headers };
  };

  const end = async (message: IncomingMessage, database: DatabaseStore): Promise<RestAnswer> => {
    refuseOtherSites(message);
    const text = sessionTextOf(message);
    if (text !== undefined) await database.sessions.remove(sessionHash(text));
    return { status: 200, body: {}, headers: { 'set-cookie': endedCookie(isSecure(message)) } };
  };

  return async (message, target) => {
    const { database } = deps;
    if (database === undefined) throw refused('no-sign-in', {});
    if (message.method === 'POST') return await begin(message, database);
    if (message.method === 'DELETE') return await end(message, database);
    if (message.method !== 'GET') throw refused('other-method', { allow: ALLOW }, { allow: ALLOW });
    const { actor, scope } = await callerOf(deps, callers, message, target);
    return { status: 200, body: { name: actor.name, scope } };
  };
}

const ALLOW = METHODS.join(', ');

function signInDepsOf({ now, log }: AdminDeps, { apiTokens, users, sessions }: DatabaseStore) {
  const failed = (reason: string): void => log.warn({ reason }, 'the use of a token could not be noted');
  return { tokens: apiTokens, users, sessions, now, failed };
}

/** `{"token"}`, or `{"user", "password"}`. */
async function credentialsOf(message: IncomingMessage): Promise<Credentials> {
  if (mediaType(message.headers['content-type']) !== 'application/json') throw refused('not-json', {});
  const { token, user, password } = await readObject(message);
  if (isText(token)) return { kind: 'token', token: token.trim() };
  if (isText(user) && isText(password)) return { kind: 'password', user: user.trim(), password };
  throw refused('sign-in-fields', {});
}

/** No longer than any that was ever set. */
function isText(value: Fields[string]): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200;
}
