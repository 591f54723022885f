/** What an entry of the audit log tells: pure, so that it is tested without a browser. */
import type { AuditEntry } from '../../api/calls.ts';
import type { Route } from '../../route.ts';

export interface Change {
  readonly name: string;
  /** Undefined: there was none, or it is told by the action. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What is another now; what stayed is left out. */
export function changesOf({ before, after }: Pick<AuditEntry, 'before' | 'after'>): Change[] {
  return Object.keys({ ...before, ...after })
    .map((name) => ({ name, before: textOf(before?.[name]), after: textOf(after?.[name]) }))
    .filter((change) => change.before !== change.after);
}

function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const pages = {
  server: 'server',
  meeting: 'meeting',
  recording: 'recording',
  callback: 'callback',
  tenant: 'tenant',
} as const;

/** The page of what it was done to, if it has one. */
export function placeOf({
  action,
  subject,
}: Pick<AuditEntry, 'action' | 'subject'>): Exclude<Route, { page: 'unknown' }> | undefined {
  const noun = action.slice(0, action.indexOf('.'));
  const isOne = subject !== 'all' && subject !== '';
  const page = Object.entries(pages).find(([name]) => name === noun)?.[1];
  return page !== undefined && isOne ? { page, id: subject } : undefined;
}
