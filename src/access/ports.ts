import type { ApiToken } from './api-token.ts';
import type { OpenSession, Session } from './session.ts';
import type { User } from './user.ts';

export interface ApiTokenStore {
  /** All of them, expired ones too, oldest first. */
  list(): Promise<ApiToken[]>;
  /** `hash`: see tokenHash. False: there is one of that name already; nothing changed. */
  add(token: ApiToken, hash: string): Promise<boolean>;
  findByHash(hash: string): Promise<ApiToken | undefined>;
  /** Notes a use. */
  touch(id: string, at: number): Promise<void>;
  /** By its id or its name; the token as it was. Undefined: there is none. */
  remove(idOrName: string): Promise<ApiToken | undefined>;
}

export interface UserStore {
  /** In the order of their names. */
  list(): Promise<User[]>;
  /** False: there is one of that name already; nothing changed. */
  add(user: User, passwordHash: string): Promise<boolean>;
  find(name: string): Promise<{ readonly user: User; readonly passwordHash: string } | undefined>;
  /** Ends the sessions of the user, too. Undefined: there is none. */
  setPassword(name: string, passwordHash: string): Promise<User | undefined>;
  /** Notes a sign-in. */
  touch(id: string, at: number): Promise<void>;
  /** The user as it was; the sessions end. Undefined: there is none. */
  remove(name: string): Promise<User | undefined>;
}

export interface SessionStore {
  /** Forgets those that have expired, too. `hash`: see sessionHash. */
  add(session: Session, hash: string): Promise<void>;
  /** Undefined: there is none, it has expired, or its holder is gone or good no more. */
  find(hash: string, now: number): Promise<OpenSession | undefined>;
  extend(hash: string, expiresAt: number): Promise<void>;
  remove(hash: string): Promise<void>;
}
