import type { PollState } from './ports.ts';

/** What a poll's decision rests on, out of all that is known of a server. */
export function pollState(server: PollState): PollState {
  const { state, online, load, loadMultiplier, healthy, unhealthy, capacity, awaitedUntil } = server;
  const rest = { ...(capacity && { capacity }), ...(awaitedUntil !== undefined && { awaitedUntil }) };
  return { state, online, load, loadMultiplier, healthy, unhealthy, ...rest };
}
