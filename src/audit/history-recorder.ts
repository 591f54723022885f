import type { Log } from '../cluster/log.ts';
import { poolTotals } from '../cluster/pool-totals.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import type { Server } from '../cluster/server.ts';
import { POOL, type Sample } from './history.ts';
import type { HealthChange, HistoryStore } from './history-store.ts';

/** Gathers what a poller sees and writes it now and then. It never throws and holds nobody up. */
export interface HistoryRecorder {
  /** `change`: the poll found it so for the first time. */
  polled(sample: Sample, change?: 'online' | 'offline'): void;
  /** Writes if it is time to, in the background. `servers`: the pool as the store tells it now. */
  tick(servers: readonly Server[]): void;
  /** Writes what is not written yet; after a round by hand, and when the poller stops. */
  finish(servers?: readonly Server[]): Promise<void>;
}

export interface RecorderOptions {
  readonly history: HistoryStore;
  readonly intervalMs: number;
  readonly now: () => number;
  readonly log: Log;
  /** Of a round by hand: it writes nothing, but for who went on- or offline, where a poller has just written. */
  readonly byHand?: boolean;
  /** Between two writes; default: the interval, but 10 s at least and 60 s at most. */
  readonly everyMs?: number;
}

const LEAST_MS = 10_000;
const MOST_MS = 60_000;
const CONDENSE_EVERY_MS = 10 * 60_000;
/** What is kept while the database is away: some minutes of a large pool. The oldest goes first. */
const MOST_SAMPLES = 20_000;
const MOST_CHANGES = 1000;

export function createHistoryRecorder(options: RecorderOptions): HistoryRecorder {
  const { history, now, log } = options;
  const everyMs = options.everyMs ?? Math.min(Math.max(options.intervalMs, LEAST_MS), MOST_MS);
  // By hand every minute, as cron does it, is no doubling of anything.
  const unlessWithinMs = options.byHand ? 0.75 * everyMs : 0;
  const seenAt = new Map<string, number>();
  let samples: Sample[] = [];
  let changes: HealthChange[] = [];
  let pool: readonly Server[] = [];
  // The first round at once, so that a new installation has something to show.
  let wroteAt = Number.NEGATIVE_INFINITY;
  let condensedAt = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> | undefined;

  /** An interval of less than ten seconds would only make more rows, so of two polls that are too near one counts. */
  function isNews({ serverId, at }: Sample): boolean {
    const before = seenAt.get(serverId);
    return before === undefined || Math.abs(at - before) >= everyMs / 2;
  }

  async function write(): Promise<void> {
    const batch = { samples, changes };
    if (samples.length === 0 && changes.length === 0) return;
    [samples, changes] = [[], []];
    wroteAt = now();
    try {
      await history.record(withPool(batch, pool, now()), { now: now(), unlessWithinMs });
    } catch (error) {
      samples = [...batch.samples, ...samples].slice(-MOST_SAMPLES);
      changes = [...batch.changes, ...changes].slice(-MOST_CHANGES);
      tell(error);
      return;
    }
    await condense();
  }

  async function condense(): Promise<void> {
    if (Math.abs(now() - condensedAt) < CONDENSE_EVERY_MS) return;
    condensedAt = now();
    await history.condense().catch(tell);
  }

  /** That the database is away is told by who connects to it. */
  function tell(error: unknown): void {
    if (!(error instanceof StoreUnavailable)) log.error({ err: error }, 'history: not written');
  }

  function begin(): Promise<void> {
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  return {
    polled(sample, change) {
      const { serverId, at } = sample;
      if (change) changes.push({ serverId, at, online: change === 'online' });
      if (!isNews(sample)) return;
      seenAt.set(serverId, at);
      samples.push(sample);
    },
    tick(servers) {
      pool = servers;
      if (Math.abs(now() - wroteAt) < everyMs) return;
      forgetOthers(seenAt, servers);
      void begin();
    },
    async finish(servers = pool) {
      pool = servers;
      await writing;
      await begin();
    },
  };
}

function forgetOthers(seenAt: Map<string, number>, servers: readonly Server[]): void {
  const ids = new Set(servers.map(({ id }) => id));
  for (const id of seenAt.keys()) if (!ids.has(id)) seenAt.delete(id);
}

interface Batch {
  readonly samples: readonly Sample[];
  readonly changes: readonly HealthChange[];
}

/** With the pool as a whole, as the store tells of it: what other pollers see is in there too. */
function withPool({ samples, changes }: Batch, servers: readonly Server[], at: number): Batch {
  const { online, load, meetings, users, videos } = poolTotals(servers);
  const times = samples.flatMap(({ responseMs }) => responseMs ?? []);
  const pool: Sample = {
    ...{ serverId: POOL, at, online, meetings, users, videos },
    load: servers.some((server) => server.load !== undefined) ? load : undefined,
    responseMs: times.length > 0 ? times.reduce((all, one) => all + one, 0) / times.length : undefined,
  };
  return { samples: [...samples, pool], changes };
}
