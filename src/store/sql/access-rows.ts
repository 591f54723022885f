/** What the tables of access have in common. */
import { type Scope, scopes } from '../../access/scope.ts';
import { number } from './rows.ts';

/** Milliseconds since 1970; NULL: never. */
export function timeOf(value: unknown): number | undefined {
  return value === null ? undefined : number(value);
}

export function scopeOf(value: unknown): Scope {
  const scope = scopes.find((candidate) => candidate === value);
  if (scope) return scope;
  throw new TypeError('the database holds something else where a scope is due');
}
