import cluster, { type Worker } from 'node:cluster';
import type { Log } from './cluster/log.ts';

/** What main starts and stops. */
export interface Running {
  /** Ends cleanly; calling it again waits for the same end. */
  stop(): Promise<void>;
  /** Resolves when it has ended, rejects when it failed. */
  readonly done: Promise<void>;
  /** So long it may take to end, where that is more than a process usually has. */
  readonly graceMs?: number;
}

const RESTART_MS = 1000;

/**
 * Runs `count` copies of this process that share its port. One that dies is replaced, again and again if need
 * be; but when one can't even start at first, all end. Resolves when all of them listen.
 */
export async function runWorkers(count: number, log: Log): Promise<Running> {
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  const up = Promise.withResolvers<void>();
  const listening = new Set<Worker>();
  let served = false;
  let stopping = false;

  const start = (): void => {
    if (stopping) return;
    const worker = cluster.fork();
    worker.once('listening', () => {
      listening.add(worker);
      if (listening.size < count) return;
      served = true;
      up.resolve();
    });
    worker.once('exit', (code, signal) => {
      listening.delete(worker);
      if (stopping) {
        if (alive().length === 0) resolve();
      } else if (!served)
        fail(new Error(`a worker process could not start (${signal ?? `exit code ${code}`})`));
      else {
        log.error({ pid: worker.process.pid, code, signal }, 'a worker process died; starting another');
        setTimeout(start, RESTART_MS);
      }
    });
  };
  const stop = (): Promise<void> => {
    stopping = true;
    if (alive().length === 0) resolve();
    for (const worker of alive()) worker.process.kill('SIGTERM');
    return done.catch(() => {});
  };
  const fail = (error: Error): void => {
    up.reject(error);
    reject(error);
    void stop();
  };

  done.catch(() => {});
  for (let i = 0; i < count; i++) start();
  await up.promise;
  return { stop, done };
}

function alive(): Worker[] {
  return Object.values(cluster.workers ?? {})
    .filter((worker) => worker !== undefined)
    .filter((worker) => !worker.isDead());
}
