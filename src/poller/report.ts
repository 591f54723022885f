import type { Cause } from './ask.ts';
import type { Change, Polled } from './poll-server.ts';

/** One round measured. A running poller's round is what happened since its last report. */
export interface RoundReport {
  /** By hand: the whole round. Of a running poller, which spreads its polls: the longest poll. */
  readonly durationMs: number;
  /** Servers that were asked for their meetings. */
  readonly polled: number;
  /** Of these, how many failed, by cause. */
  readonly failures: Readonly<Partial<Record<Cause, number>>>;
  /** Ids of servers that came online, went offline, or were cordoned, empty and so disabled. */
  readonly online: readonly string[];
  readonly offline: readonly string[];
  readonly drained: readonly string[];
  /** Meetings. */
  readonly forgotten: number;
  readonly renewed: number;
  /** Rooms that a server has ended at our word: of forgotten meetings, and second copies. */
  readonly ended: number;
  /** Leftovers of expired records. */
  readonly cleared: number;
}

/** A report being counted. */
export interface Tally {
  durationMs: number;
  polled: number;
  readonly failures: Partial<Record<Cause, number>>;
  readonly online: string[];
  readonly offline: string[];
  readonly drained: string[];
  forgotten: number;
  renewed: number;
  ended: number;
  cleared: number;
}

export function newTally(): Tally {
  const counts = { durationMs: 0, polled: 0, forgotten: 0, renewed: 0, ended: 0, cleared: 0 };
  return { ...counts, failures: {}, online: [], offline: [], drained: [] };
}

export function countAnswer(tally: Tally, { kind, ...answer }: { kind: string; cause?: Cause }): void {
  if (kind === 'stopped') return;
  tally.polled += 1;
  if (answer.cause) tally.failures[answer.cause] = (tally.failures[answer.cause] ?? 0) + 1;
}

export function countPoll(tally: Tally, serverId: string, { answer, change }: Polled): void {
  countAnswer(tally, answer);
  if (change) tally[change satisfies Change].push(serverId);
}
