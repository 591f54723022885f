import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { StoreConfig } from '../index.ts';
import type { Input, JobName, Result } from './jobs.ts';
import type { Task } from './worker.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Several processes that work on one store at the same time. */
export interface Crew {
  /** Each opens the store; what they had open before must be closed. */
  open(config: StoreConfig): Promise<void>;
  /** Deals the inputs out to the processes, which do all of them at once. Results come in no order. */
  run<K extends JobName>(job: K, inputs: readonly Input<K>[]): Promise<Result<K>[]>;
  close(): Promise<void>;
  /** Ends the processes. */
  stop(): Promise<void>;
}

export function startCrew(size: number): Crew {
  const workers = Array.from({ length: size }, () =>
    fork(WORKER, [], { serialization: 'advanced', execArgv: [] }),
  );
  const all = (task: Task) => Promise.all(workers.map((worker) => tell(worker, task)));
  return {
    async open(config) {
      await all({ open: config });
    },
    async run<K extends JobName>(job: K, inputs: readonly Input<K>[]): Promise<Result<K>[]> {
      const share = (index: number) => inputs.filter((_, at) => at % size === index);
      const done = workers.map((worker, index) => tell(worker, { job, inputs: share(index) }));
      return (await Promise.all(done)).flat() as Result<K>[];
    },
    async close() {
      await all({ close: true });
    },
    async stop() {
      await Promise.all(workers.map(dismiss));
    },
  };
}

async function tell(worker: ChildProcess, task: Task): Promise<unknown[]> {
  const done = answer(worker);
  worker.send(task);
  const { results, error } = await done;
  if (!results) throw error;
  return results;
}

type Answer = { readonly results?: unknown[]; readonly error?: unknown };

/** The next message of a worker; fails when it dies instead. */
async function answer(worker: ChildProcess): Promise<Answer> {
  const settled = new AbortController();
  const { signal } = settled;
  const exit = once(worker, 'exit', { signal }).then(([code]) => {
    throw new Error(`a worker process ended with ${code}`);
  });
  try {
    const [message] = await Promise.race([once(worker, 'message', { signal }), exit]);
    return message;
  } finally {
    settled.abort();
    exit.catch(() => undefined);
  }
}

async function dismiss(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exit = once(worker, 'exit');
  worker.kill();
  await exit;
}
