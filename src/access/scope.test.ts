import { expect, it } from 'vitest';
import { allows, type Scope, tokenScopes } from './scope.ts';

const allowed = (given: Scope) => tokenScopes.filter((needed) => allows(given, needed));

it('a scope includes those before it', () => {
  expect(allowed('read')).toEqual(['read']);
  expect(allowed('operate')).toEqual(['read', 'operate']);
  expect(allowed('admin')).toEqual(['register', 'read', 'operate', 'admin']);
});

it('what a machine registers itself with is good for nothing else', () => {
  expect(allowed('register')).toEqual(['register']);
});
