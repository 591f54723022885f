import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { StoreConfig } from '../index.ts';
import type { Input, JobName, Result } from './jobs.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Several processes that work on one store at the same time. */
export interface Crew {
  /** Deals the inputs out to the processes, which do all of them at once. Results come in no order. */
  run<K extends JobName>(job: K, inputs: readonly Input<K>[]): Promise<Result<K>[]>;
  stop(): Promise<void>;
}

export async function startCrew(config: StoreConfig, size: number): Promise<Crew> {
  const workers = Array.from({ length: size }, () => start(config));
  await Promise.all(workers.map((worker) => answer(worker)));
  return {
    async run<K extends JobName>(job: K, inputs: readonly Input<K>[]): Promise<Result<K>[]> {
      const shares = workers.map((_, index) => inputs.filter((__, at) => at % size === index));
      const done = await Promise.all(workers.map((worker, index) => tell(worker, job, shares[index] ?? [])));
      return done.flat().map((result) => fulfilled(result)) as Result<K>[];
    },
    async stop() {
      await Promise.all(workers.map(dismiss));
    },
  };
}

function start(config: StoreConfig): ChildProcess {
  return fork(WORKER, [JSON.stringify(config)], { serialization: 'advanced', execArgv: [] });
}

async function tell(worker: ChildProcess, job: JobName, inputs: readonly unknown[]) {
  const done = answer(worker);
  worker.send({ job, inputs });
  return (await done) as PromiseSettledResult<unknown>[];
}

/** The next message of a worker; fails when it dies instead. */
async function answer(worker: ChildProcess): Promise<unknown> {
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

function fulfilled(result: PromiseSettledResult<unknown>): unknown {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

async function dismiss(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exit = once(worker, 'exit');
  worker.disconnect();
  await exit;
}
