import type { ListedMeeting } from '../bbb/scanner.ts';
import type { Log } from '../cluster/log.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import { type UsageStore, type UsedMeeting, usedMeetings } from './usage.ts';

/** Hears of every poll and writes it down in the background, soon. It never throws and holds nobody up. */
export interface UsageRecorder {
  polled(serverId: string, meetings: readonly ListedMeeting[]): void;
  /** Writes at once what is not written yet, after a round by hand and when the poller stops; resolves when all is. */
  finish(): Promise<void>;
}

export interface UsageRecorderOptions {
  readonly usage: UsageStore;
  /** Between two polls of a server. */
  readonly intervalMs: number;
  /** MULTITENANCY_ENABLED: else what a client says of a tenant is its own affair. */
  readonly byTenant: boolean;
  readonly now: () => number;
  readonly log: Log;
}

/** A poll may fail now and then, or be late: so many intervals are still one time. */
const GAP_INTERVALS = 3;
const CONDENSE_EVERY_MS = 60 * 60_000;
/** A write of its own for each poll would be twenty commits a second in a large pool. */
const GATHER_MS = 1000;

export function createUsageRecorder(options: UsageRecorderOptions): UsageRecorder {
  const { usage, byTenant, now, log } = options;
  const gapMs = GAP_INTERVALS * options.intervalMs;
  let waiting: UsedMeeting[] = [];
  let condensedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  /** One after the other: what comes while one is written is the next. */
  function begin(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  }

  async function write(): Promise<void> {
    if (waiting.length === 0) return;
    const seen = waiting;
    waiting = [];
    try {
      await usage.record(seen, gapMs);
      if (Math.abs(now() - condensedAt) < CONDENSE_EVERY_MS) return;
      condensedAt = now();
      await usage.condense(now());
    } catch (error) {
      // That the database is away is told by who connects to it. A short while is made up for by the next polls.
      if (!(error instanceof StoreUnavailable)) log.error({ err: error }, 'usage: not written');
    }
  }

  return {
    polled(serverId, meetings) {
      waiting.push(...usedMeetings(meetings, { serverId, at: now(), gapMs, byTenant }));
      if (waiting.length > 0) timer ??= setTimeout(begin, GATHER_MS);
    },
    finish: begin,
  };
}
