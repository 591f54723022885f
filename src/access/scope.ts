/** What a person may do, each including those before: look; run the pool from day to day; everything. */
export const scopes = ['read', 'operate', 'admin'] as const;

export type UserScope = (typeof scopes)[number];

/** What a token is good for: as above, or only for a BBB server that adds itself to the pool (admins may that, too). */
export const tokenScopes = ['register', ...scopes] as const;

export type Scope = (typeof tokenScopes)[number];

/** Whether a caller who has `given` may do what needs `needed`. */
export function allows(given: Scope, needed: Scope): boolean {
  if (given === 'register' || needed === 'register') return given === needed || given === 'admin';
  return scopes.indexOf(given) >= scopes.indexOf(needed);
}
