/** Requests counted over all processes that share a port: the primary process holds the sums. */
import cluster, { type Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { createRequestCounter, type RequestCounter, type RequestCounts } from './http/metrics/requests.ts';

export interface SharedRequests extends Pick<RequestCounter, 'observe'> {
  /** Of all processes; of the others as they were some seconds ago. */
  total(): Promise<RequestCounts>;
  close(): void;
}

/** What a worker sends: what it counted since it last did, and `asks` when it wants the sums. */
interface Report {
  readonly kind: 'scalelite requests';
  readonly counts: RequestCounts;
  readonly asks?: string;
}

interface Sums {
  readonly kind: 'scalelite sums';
  readonly answers: string;
  readonly counts: RequestCounts;
}

const REPORT_EVERY_MS = 2000;
/** The primary process does little else; one that is away is no reason to wait. */
const PATIENCE_MS = 1000;

export function shareRequests(): SharedRequests {
  return cluster.isWorker ? inWorker() : alone();
}

function alone(): SharedRequests {
  const { observe, read } = createRequestCounter();
  return { observe, total: async () => read(), close: () => {} };
}

/**
 * Sums what workers report, from when they start until they end; one that dies takes some seconds of its counts
 * with it, but what it reported stays.
 */
export function sumRequests(): void {
  const sums = createRequestCounter();
  cluster.on('message', (worker: Worker, message: unknown) => {
    if (!isReport(message)) return;
    sums.add(message.counts);
    if (message.asks === undefined || !worker.isConnected()) return;
    const answer: Sums = { kind: 'scalelite sums', answers: message.asks, counts: sums.read() };
    worker.send(answer);
  });
}

function inWorker(): SharedRequests {
  const counter = createRequestCounter();
  const report = (asks?: string): void => {
    const message: Report = {
      kind: 'scalelite requests',
      counts: counter.take(),
      ...(asks !== undefined && { asks }),
    };
    if (process.connected) process.send?.(message);
  };
  const timer = setInterval(report, REPORT_EVERY_MS);
  timer.unref();
  return {
    observe: counter.observe,
    total() {
      const asks = randomUUID();
      return new Promise((resolve) => {
        const done = (counts: RequestCounts): void => {
          clearTimeout(giveUp);
          process.off('message', onMessage);
          resolve(counts);
        };
        const onMessage = (message: unknown): void => {
          if (isSums(message) && message.answers === asks) done(message.counts);
        };
        const giveUp = setTimeout(() => done({}), PATIENCE_MS);
        process.on('message', onMessage);
        report(asks);
      });
    },
    close: () => {
      clearInterval(timer);
      report();
    },
  };
}

function isReport(message: unknown): message is Report {
  return kindOf(message) === 'scalelite requests';
}

function isSums(message: unknown): message is Sums {
  return kindOf(message) === 'scalelite sums';
}

function kindOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'kind' in message ? message.kind : undefined;
}
