import { reason } from '../cluster/reasons.ts';
import { type PostAnswer, SendFailure } from '../cluster/sender.ts';
import type { Outcome } from './rule.ts';

/**
 * What came of telling a receiver something: it took it with 2xx. Worth another attempt is what was not answered, and
 * what was answered by other than 4xx (408 and 429 are no refusal).
 */
export async function statusOutcome(send: () => Promise<PostAnswer>): Promise<Outcome> {
  const answer = await statusOf(send);
  if (typeof answer !== 'number') return answer;
  if (isTaken(answer)) return { kind: 'delivered' };
  const why = reason('answered', { status: answer });
  return isRefusal(answer) ? { kind: 'refused', why } : { kind: 'later', why, blame: 'receiver' };
}

/** The status of an answer, or what it means that there was none. */
export async function statusOf(send: () => Promise<PostAnswer>): Promise<number | Outcome> {
  try {
    return (await send()).status;
  } catch (error) {
    if (!(error instanceof SendFailure)) throw error;
    if (error.forGood) return { kind: 'refused', why: error.message };
    return { kind: 'later', why: error.message, blame: 'receiver' };
  }
}

export function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}

export function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}
