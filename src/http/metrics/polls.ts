import type { HistoryStore } from '../../audit/history-store.ts';
import type { Metric } from './text.ts';

/** What the history tells of the last polls. */
export interface LastPolls {
  /** How long servers took to answer, in milliseconds, by their ids; who did not answer is missing. */
  readonly responses: ReadonlyMap<string, number>;
  /** Milliseconds since the newest poll of any server; Infinity: it is longer than all polls take to be written. */
  readonly ageMs: number;
}

/** A poller writes within a minute what it saw. */
const WRITTEN_WITHIN_MS = 60_000;

/** Looks as far back as two polls of a server may be apart. Throws StoreUnavailable. */
export async function lastPolls(
  history: HistoryStore,
  { now, intervalMs }: { readonly now: number; readonly intervalMs: number },
): Promise<LastPolls> {
  const responses = new Map<string, number>();
  let newest = Number.NEGATIVE_INFINITY;
  const query = { from: now - 2 * intervalMs - WRITTEN_WITHIN_MS, to: now, resolution: 'poll' as const };
  for await (const polls of history.read(query)) {
    for (const { serverId, at, responseMs } of polls.toSorted((a, b) => a.at - b.at)) {
      newest = Math.max(newest, at);
      if (responseMs) responses.set(serverId, responseMs.average);
      else responses.delete(serverId);
    }
  }
  return { responses, ageMs: now - newest };
}

export function pollMetrics({ ageMs }: LastPolls): Metric[] {
  return [
    {
      name: 'scalelite_poll_age_seconds',
      type: 'gauge',
      help: 'Since the newest poll that is written down; +Inf: none was for longer than they take',
      samples: [{ value: ageMs / 1000 }],
    },
  ];
}
