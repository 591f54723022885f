import type { ApiToken } from './api-token.ts';

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
