import { isPassword } from './password.ts';
import type { SessionStore, UserStore } from './ports.ts';
import { allows, type Scope } from './scope.ts';
import { extendedUntil, IDLE_MS, newSessionText, type OpenSession, sessionHash } from './session.ts';
import { checkToken, type TokenCheckDeps } from './token-check.ts';

export interface SignInDeps {
  readonly tokens: TokenCheckDeps['tokens'];
  readonly users: Pick<UserStore, 'find' | 'touch'>;
  readonly sessions: SessionStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Hears why a use could not be noted. */
  readonly failed: (reason: string) => void;
}

/** What somebody shows to be let in. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'password'; readonly user: string; readonly password: string };

export interface SignedIn {
  /** What the browser keeps. */
  readonly text: string;
  readonly name: string;
  readonly scope: Scope;
}

/** Begins a session; undefined: the credentials are wrong, and in what is not told. */
export async function signIn(deps: SignInDeps, credentials: Credentials): Promise<SignedIn | undefined> {
  const holder = await holderOf(deps, credentials);
  if (holder === undefined) return undefined;
  const { kind, id, name, scope } = holder;
  const [text, createdAt] = [newSessionText(), deps.now()];
  const session = { holder: { kind, id }, createdAt, expiresAt: createdAt + IDLE_MS };
  await deps.sessions.add(session, sessionHash(text));
  return { text, name, scope };
}

interface Holder {
  readonly kind: 'token' | 'user';
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
}

async function holderOf(deps: SignInDeps, credentials: Credentials): Promise<Holder | undefined> {
  if (credentials.kind === 'token') {
    const token = await checkToken(deps, credentials.token);
    // A machine's own token opens nothing that one could look at.
    if (token === undefined || !allows(token.scope, 'read')) return undefined;
    return { kind: 'token', id: token.id, name: token.name, scope: token.scope };
  }
  const found = await deps.users.find(credentials.user);
  if (!(await isPassword(credentials.password, found?.passwordHash)) || found === undefined) return undefined;
  const { id, name, scope } = found.user;
  await deps.users.touch(id, deps.now());
  return { kind: 'user', id, name, scope };
}

/** The session that a text is of; undefined: none, or it is over. A use lets it last longer. */
export async function checkSession(
  { sessions, now, failed }: Pick<SignInDeps, 'sessions' | 'now' | 'failed'>,
  text: string,
): Promise<OpenSession | undefined> {
  const session = await sessions.find(sessionHash(text), now());
  const until = session && extendedUntil(session, now());
  if (until !== undefined) await extend({ sessions, failed }, sessionHash(text), until);
  return session;
}

/** That it could not be noted keeps nobody from working. */
async function extend(
  { sessions, failed }: Pick<SignInDeps, 'sessions' | 'failed'>,
  hash: string,
  until: number,
): Promise<void> {
  try {
    await sessions.extend(hash, until);
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error));
  }
}
