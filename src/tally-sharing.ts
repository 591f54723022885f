/** What is counted over all processes that share a port: the primary process holds the sums. */
import cluster, { type Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { type Usage, usageNow } from './telemetry/process.ts';
import { type Counts, createTally, type Tally } from './telemetry/tally.ts';

/** What the processes that share a port have counted, and what they use together. */
export interface Told {
  readonly counts: Counts;
  readonly usage: Usage;
  /** How many they are. */
  readonly processes: number;
  /**
   * When the primary process began, in milliseconds since 1970, the same at each look: alerts count how often it
   * changes. Undefined: it does not answer.
   */
  readonly startedAt?: number;
}

export interface SharedTally {
  readonly tally: Tally;
  /**
   * Of all processes; of the others as they were some seconds ago. `servers`: the ids of those in the pool;
   * what was counted of others is dropped.
   */
  total(servers: readonly string[] | undefined): Promise<Told>;
  close(): void;
}

/** What a worker sends: what it counted since it last did, and `asks` when it wants the sums. */
interface Report {
  readonly kind: 'scalelite counts';
  readonly counts: Counts;
  readonly usage: Usage;
  readonly asks?: string;
  readonly servers?: readonly string[];
}

interface Sums {
  readonly kind: 'scalelite sums';
  readonly answers: string;
  readonly told: Told;
}

const REPORT_EVERY_MS = 2000;
/** The primary process does little else; one that is away is no reason to wait. */
const PATIENCE_MS = 1000;

/** In a worker what it counts goes to the primary process; everywhere else it stays, with what workers report. */
export function shareTally(): SharedTally {
  return cluster.isWorker ? inWorker() : inPrimary();
}

/**
 * Sums what workers report, from when they start until they end; one that dies takes some seconds of its counts
 * with it, but what it reported stays.
 */
function inPrimary(): SharedTally {
  const tally = createTally();
  const workers = new Map<number, Usage>();
  const told = (servers: readonly string[] | undefined): Told => {
    if (servers) tally.keepServers(new Set(servers));
    const usages = [usageNow(), ...workers.values()];
    const startedAt = performance.timeOrigin;
    return { counts: tally.read(), usage: usages.reduce(added), processes: usages.length, startedAt };
  };
  const onMessage = (worker: Worker, message: unknown): void => {
    if (!isReport(message)) return;
    tally.add(message.counts);
    if (worker.isConnected()) workers.set(worker.id, message.usage);
    if (message.asks === undefined || !worker.isConnected()) return;
    const answer: Sums = { kind: 'scalelite sums', answers: message.asks, told: told(message.servers) };
    worker.send(answer);
  };
  const onGone = (worker: Worker): void => void workers.delete(worker.id);
  cluster.on('message', onMessage).on('disconnect', onGone);
  return {
    tally,
    total: async (servers) => told(servers),
    close: () => void cluster.off('message', onMessage).off('disconnect', onGone),
  };
}

function added(one: Usage, other: Usage): Usage {
  return { resident: one.resident + other.resident, heap: one.heap + other.heap };
}

function inWorker(): SharedTally {
  const tally = createTally();
  const report = (question: Pick<Report, 'asks' | 'servers'> = {}): void => {
    const message: Report = {
      ...{ kind: 'scalelite counts', counts: tally.take(), usage: usageNow() },
      ...question,
    };
    if (process.connected) process.send?.(message);
  };
  const timer = setInterval(report, REPORT_EVERY_MS);
  timer.unref();
  return {
    tally,
    total(servers) {
      const asks = randomUUID();
      return new Promise((resolve) => {
        const done = (told: Told): void => {
          clearTimeout(giveUp);
          process.off('message', onMessage);
          resolve(told);
        };
        const onMessage = (message: unknown): void => {
          if (isSums(message) && message.answers === asks) done(message.told);
        };
        const giveUp = setTimeout(() => done({ counts: {}, usage: usageNow(), processes: 1 }), PATIENCE_MS);
        process.on('message', onMessage);
        report({ asks, ...(servers && { servers }) });
      });
    },
    close: () => {
      clearInterval(timer);
      report();
    },
  };
}

function isReport(message: unknown): message is Report {
  return kindOf(message) === 'scalelite counts';
}

function isSums(message: unknown): message is Sums {
  return kindOf(message) === 'scalelite sums';
}

function kindOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'kind' in message ? message.kind : undefined;
}
