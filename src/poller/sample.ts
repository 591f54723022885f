import type { Sample } from '../audit/history.ts';
import type { PollState, PollUpdate } from '../cluster/ports.ts';
import type { Server } from '../cluster/server.ts';

/** What was written after a poll. */
export interface Outcome {
  /** What it rests on. */
  readonly before: PollState;
  readonly next: PollUpdate;
}

/** A poll for the load history: what the store says after it. `responseMs` undefined: it did not answer. */
export function sampleOf(
  server: Server,
  { before, next }: Outcome,
  { at, responseMs }: { readonly at: number; readonly responseMs: number | undefined },
): Sample {
  const { meetings, users, videos } = next.figures ?? server;
  const load = 'load' in next ? next.load : before.load;
  return { serverId: server.id, at, online: Number(next.online), load, meetings, users, videos, responseMs };
}
