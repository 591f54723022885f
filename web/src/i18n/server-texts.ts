/** What the server says, in the user's language: by its codes. What has none that is known stays in its own words. */
import { ApiError } from '../api/client.ts';
import type { Problem } from '../api/problem.ts';
import type { Trouble } from '../live/pool.ts';
import en from './en.json';
import type { Translator } from './i18n.ts';
import type { Key, Values } from './translate.ts';

function isThere(key: string): key is Key {
  return Object.hasOwn(en, key);
}

function said(t: Translator, key: string, values: Values): string | undefined {
  return isThere(key) ? t(key, values) : undefined;
}

/** What the server refused, or that it did not answer. */
function failureText(t: Translator, { status, code, values, message }: ApiError): string {
  if (status === 0) return t('error.noAnswer');
  // With HTTP/2 not even the status has words.
  return said(t, `failure.${code}`, values) ?? (message || t('error.noReason', { status: String(status) }));
}

/** Why something did not work, whatever it was. */
export function messageOf(t: Translator, error: unknown): string {
  if (error instanceof ApiError) return failureText(t, error);
  return error instanceof Error ? error.message : String(error);
}

/** Why the server can't look at the pool. */
export function troubleText(t: Translator, { code, reason }: Trouble): string {
  return said(t, `failure.${code}`, {}) ?? reason;
}

/** What is wrong with a field, without its name. */
export function problemText(t: Translator, { code, values, problem }: Problem): string {
  return said(t, `problem.${code}`, values) ?? problem;
}

/** What was done, as the audit log names it. */
export function didText(t: Translator, action: string): string {
  return said(t, `did.${action}`, {}) ?? action;
}

/** The state of a recording, as the BBB API names it. */
export function recordingStateText(t: Translator, state: string): string {
  return said(t, `recording.state.${state}`, {}) ?? state;
}

interface Why {
  readonly code: string;
  readonly values: Values;
}

/** Why something with others did not work; `words`: as the server tells it. */
export function reasonText(t: Translator, why: Why | null, words: string): string {
  if (why === null) return words;
  const { reason } = why.values;
  const inner = reason === undefined ? {} : { reason: said(t, `reason.${reason}`, {}) ?? reason };
  return said(t, `reason.${why.code}`, { ...why.values, ...inner }) ?? words;
}
