/** What a caller may do, each including those before: look; run the pool from day to day; everything. */
export const scopes = ['read', 'operate', 'admin'] as const;

export type Scope = (typeof scopes)[number];

/** Whether a caller who has `given` may do what needs `needed`. */
export function allows(given: Scope, needed: Scope): boolean {
  return scopes.indexOf(given) >= scopes.indexOf(needed);
}
