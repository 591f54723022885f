import type { Server } from './server.ts';

type Waiting = Pick<Server, 'state' | 'online' | 'awaitedUntil'>;

/**
 * Whether a server that went offline is waited for: its meetings stay on record, as it may come back with them
 * before its grace (REATTACH_GRACE) is over. One that the operator has disabled is not.
 */
export function isAwaited<S extends Waiting>(server: S): server is S & { readonly awaitedUntil: number } {
  return !server.online && server.state !== 'disabled' && server.awaitedUntil !== undefined;
}

/**
 * Whether a server that was waited for is to be given up: it is disabled, or its grace is over and the last poll
 * failed. While its answers count up to SERVER_HEALTHY_THRESHOLD, it is on its way back and keeps its meetings.
 * `now`: milliseconds since 1970.
 */
export function isGivenUp(server: Waiting & Pick<Server, 'healthy'>, now: number): boolean {
  if (!isAwaited(server)) return !server.online && server.awaitedUntil !== undefined;
  return now >= server.awaitedUntil && server.healthy === 0;
}
