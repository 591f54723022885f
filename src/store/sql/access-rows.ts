/** What the tables of access have in common. */
import { type Scope, scopes, tokenScopes, type UserScope } from '../../access/scope.ts';
import { number } from './rows.ts';

/** Milliseconds since 1970; NULL: never. */
export function timeOf(value: unknown): number | undefined {
  return value === null ? undefined : number(value);
}

export function scopeOf(value: unknown): Scope {
  return oneOf(tokenScopes, value);
}

export function userScopeOf(value: unknown): UserScope {
  return oneOf(scopes, value);
}

function oneOf<S extends Scope>(known: readonly S[], value: unknown): S {
  const scope = known.find((candidate) => candidate === value);
  if (scope) return scope;
  throw new TypeError('the database holds something else where a scope is due');
}
