import type { PollState, PollUpdate } from '../cluster/ports.ts';

/**
 * A server that goes offline owes that its meetings are forgotten. The debt stands in the store, as an
 * unhealthy counter that is not 0 although the server is offline (else both are 0 then), until it is paid:
 * so a poller that dies between the two steps leaves the second to whoever looks next.
 */
export function withDebt(before: PollState, update: PollUpdate): PollUpdate {
  return before.online && !update.online ? { ...update, unhealthy: before.unhealthy + 1 } : update;
}

/** Its meetings are still to be forgotten. */
export function owesForgetting(server: Pick<PollState, 'online' | 'unhealthy'>): boolean {
  return !server.online && server.unhealthy > 0;
}

/** What is written when they are. */
export function debtPaid(server: PollState): PollUpdate {
  return { online: false, healthy: server.healthy, unhealthy: 0 };
}
