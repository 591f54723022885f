import { isGivenUp } from '../cluster/awaited.ts';
import type { PollState, PollUpdate } from '../cluster/ports.ts';

export interface Grace {
  /** How long a server that went offline is waited for (REATTACH_GRACE); 0: not at all. */
  readonly graceMs: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * A server that goes offline owes that its meetings are forgotten: at once, or with a grace once it is given up.
 * The debt stands in the store until it is paid, so that a poller that dies meanwhile leaves it to whoever looks
 * next: as an unhealthy counter that is not 0 although the server is offline (else both are 0 then), or as the
 * time until when it is waited for.
 */
export function withDebt(before: PollState, update: PollUpdate, { graceMs, now }: Grace): PollUpdate {
  if (update.online)
    return before.awaitedUntil === undefined ? update : { ...update, awaitedUntil: undefined };
  if (!before.online) return update;
  if (graceMs > 0 && before.state !== 'disabled') return { ...update, awaitedUntil: now + graceMs };
  return { ...update, unhealthy: before.unhealthy + 1 };
}

/** Its meetings are to be forgotten now. `now`: milliseconds since 1970. */
export function owesForgetting(
  server: Pick<PollState, 'state' | 'online' | 'healthy' | 'unhealthy' | 'awaitedUntil'>,
  now: number,
): boolean {
  return (!server.online && server.unhealthy > 0) || isGivenUp(server, now);
}

/** What is written when they are. */
export function debtPaid({ healthy }: PollState): PollUpdate {
  return { online: false, healthy, unhealthy: 0, awaitedUntil: undefined };
}
