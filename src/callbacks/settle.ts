import type { Log } from '../cluster/log.ts';
import { backoffMs } from './backoff.ts';
import { circuitMs } from './circuit.ts';
import type { ClaimedEvent, OutboxStore } from './ports.ts';
import type { Outcome } from './rule.ts';

/** Once a receiver is back, all that waits for it comes within this time. */
const BACK_MS = 5000;

export interface SettleDeps {
  readonly store: OutboxStore;
  readonly holder: string;
  /** How long an event is tried before it is given up. */
  readonly retryForMs: number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
}

/** What `settle` needs to know of an event that was tried. */
export type Tried = Pick<ClaimedEvent, 'id' | 'kind' | 'receiver' | 'attempts' | 'age' | 'receiverFailures'>;

/** Writes down what came of an attempt, for the event and for its receiver. Throws StoreUnavailable. */
export async function settle(deps: SettleDeps, event: Tried, outcome: Outcome): Promise<void> {
  const { store, holder, log } = deps;
  const { id, kind, receiver, attempts } = event;
  const fields = { event: id, kind, receiver, attempts };
  if (outcome.kind === 'dropped') {
    await store.drop(id);
    return log.debug({ ...fields, reason: outcome.why }, 'callback dropped');
  }
  if (outcome.kind === 'delivered') {
    await store.delivered(id, holder);
    log.info(fields, 'callback delivered');
  } else if (outcome.kind === 'refused' || event.age >= deps.retryForMs) {
    await store.giveUp(id, holder, outcome.why);
    log.error({ ...fields, reason: outcome.why }, 'callback given up');
  } else {
    const wait = Math.min(backoffMs(attempts, deps.random), deps.retryForMs - event.age);
    await store.postpone(id, holder, wait, outcome.why);
    log.warn(
      { ...fields, reason: outcome.why, seconds: Math.round(wait / 1000) },
      'callback tried again later',
    );
  }
  if (outcome.kind !== 'later') await receiverAnswered(deps, event);
  else if (outcome.blame === 'receiver') await receiverFailed(deps, receiver);
}

async function receiverAnswered(
  { store, log }: SettleDeps,
  { receiver, receiverFailures }: Tried,
): Promise<void> {
  if (receiverFailures === 0) return;
  await store.receiverAnswers(receiver, BACK_MS);
  if (circuitMs(receiverFailures) !== undefined) log.info({ receiver }, 'a receiver of callbacks is back');
}

async function receiverFailed({ store, log }: SettleDeps, receiver: string): Promise<void> {
  const failures = await store.receiverFailed(receiver);
  const ms = circuitMs(failures);
  if (ms === undefined) return;
  await store.openCircuit(receiver, ms);
  log.warn({ receiver, failures, seconds: ms / 1000 }, 'a receiver of callbacks is left alone for a while');
}
