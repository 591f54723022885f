import type { Log } from '../cluster/log.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import { reason } from '../cluster/reasons.ts';
import type { NewEvent } from './ports.ts';
import type { AttemptDeps, Outcome, Rule } from './rule.ts';

export interface Attempts {
  readonly rules: Readonly<Record<string, Rule>>;
  readonly attempt: AttemptDeps;
  readonly log: Log;
}

/** Tries to deliver an event by the rule of its kind; an attempt that is cut short says nothing of the receiver. */
export async function tryEvent(deps: Attempts, event: NewEvent, signal: AbortSignal): Promise<Outcome> {
  const rule = deps.rules[event.kind];
  if (rule === undefined) return { kind: 'refused', why: reason('noRule', { kind: event.kind }) };
  try {
    const outcome = await rule(deps.attempt, event, signal);
    return signal.aborted && outcome.kind === 'later' ? { ...outcome, blame: 'us' } : outcome;
  } catch (error) {
    if (error instanceof StoreUnavailable) return { kind: 'later', why: error.message, blame: 'us' };
    deps.log.error({ err: error, event: event.id, kind: event.kind }, 'a callback could not be made');
    return { kind: 'refused', why: reason('notMade', {}) };
  }
}
