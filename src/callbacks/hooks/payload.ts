import type { HashName } from '../../bbb/checksum.ts';
import { type HookManner, USUAL } from '../../bbb/hook-post.ts';
import type { Param, Params } from '../../bbb/query.ts';

/** The kind of what is told to hooks. */
export const HOOK = 'hook';

/** What is told to a hook, and how. Never a secret. */
export interface HookPayload {
  readonly hookId: string;
  readonly fields: Params;
  readonly manner: HookManner;
}

export function hookPayload({ hookId, fields, manner }: HookPayload): string {
  return JSON.stringify({
    hook_id: hookId,
    fields: fields.map(({ name, value = '' }) => [name, value]),
    manner,
  });
}

/** What is not as it was written is as BBB's documentation has it. */
export function readHookPayload(payload: string): HookPayload {
  const value: unknown = JSON.parse(payload);
  const { hook_id: hookId, fields, manner } = { hook_id: '', fields: [], manner: {}, ...objectOf(value) };
  const pairs: readonly unknown[] = Array.isArray(fields) ? fields : [];
  return { hookId: String(hookId), fields: pairs.flatMap(paramOf), manner: mannerFrom(objectOf(manner)) };
}

function paramOf(pair: unknown): Param[] {
  const [name, value]: readonly unknown[] = Array.isArray(pair) ? pair : [];
  return typeof name === 'string' && typeof value === 'string' ? [{ name, value }] : [];
}

function mannerFrom(given: Readonly<Record<string, unknown>>): HookManner {
  const type = given['type'] === 'json' ? 'json' : 'form';
  if (given['proof'] === 'bearer') return { type, proof: 'bearer' };
  const over = (['fields', 'body', 'json'] as const).find((one) => one === given['over']) ?? 'fields';
  return { type, proof: 'checksum', over, hash: hashOf(given['hash']) };
}

function hashOf(given: unknown): HashName {
  const known = ['SHA1', 'SHA256', 'SHA384', 'SHA512'] as const;
  return known.find((one) => one === given) ?? USUAL.hash;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
