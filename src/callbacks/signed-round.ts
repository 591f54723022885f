import { reason } from '../cluster/reasons.ts';
import type { PostAnswer } from '../cluster/sender.ts';
import type { Outcome } from './rule.ts';
import { isRefusal, isTaken, statusOf } from './status-outcome.ts';

export interface SignedRound {
  /** In the order they are tried: a receiver knows one of them, and nobody else knows which. */
  readonly secrets: readonly string[] | undefined;
  /** Answers after which no other secret is tried. */
  readonly stopAt: readonly number[];
  post(secret: string): Promise<PostAnswer>;
}

/**
 * Tells a receiver something signed with one secret after the other until it takes it (2xx). Worth another
 * round is what was not answered, and what was answered by other than 4xx (408 and 429 are no refusal).
 */
export async function signedRound({ secrets, stopAt, post }: SignedRound): Promise<Outcome> {
  if (secrets === undefined) return { kind: 'refused', why: reason('tenantGone', {}) };
  let outcome: Outcome = { kind: 'refused', why: reason('noSecret', {}) };
  for (const secret of secrets) {
    const status = await statusOf(() => post(secret));
    // Without an answer no other secret helps.
    if (typeof status !== 'number') return status;
    if (isTaken(status)) return { kind: 'delivered' };
    const why = `answered ${status}`;
    if (stopAt.includes(status)) return { kind: 'refused', why };
    if (!isRefusal(status)) outcome = { kind: 'later', why, blame: 'receiver' };
    else if (outcome.kind === 'refused') outcome = { kind: 'refused', why };
  }
  return outcome;
}
