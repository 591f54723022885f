import { StoreUnavailable } from '../../cluster/ports.ts';
import type { All } from './sqlite-database.ts';

/** Pieces of work in one transaction; it holds up other processes' writes, and the event loop. */
const MOST = 50;

type Work<T> = (all: All) => T;

interface Waiting {
  /** Does the work; what it returns tells the caller, once all is committed. */
  run(all: All): () => void;
  reject(error: unknown): void;
}

/** Runs all of it in one transaction, or nothing. */
type Commit = <T>(work: Work<T>) => Promise<T>;

/**
 * Pieces of work that come up in one turn of the event loop share a transaction: under load its commit costs
 * more than they do. Each stays atomic, and one that fails fails alone: the others are done again without it.
 */
export function createBatch(commit: Commit): Commit {
  let waiting: Waiting[] = [];

  async function run(batch: readonly Waiting[]): Promise<void> {
    try {
      const committed = await commit((all) => batch.map((one) => one.run(all)));
      for (const tell of committed) tell();
    } catch (error) {
      if (batch.length > 1 && !(error instanceof StoreUnavailable))
        await Promise.all(batch.map((one) => run([one])));
      else for (const one of batch) one.reject(error);
    }
  }

  function enter(one: Waiting): void {
    if (waiting.length === MOST) waiting = [];
    if (waiting.length === 0) {
      const batch: Waiting[] = [];
      waiting = batch;
      setImmediate(() => {
        if (waiting === batch) waiting = [];
        void run(batch);
      });
    }
    waiting.push(one);
  }

  return (work) =>
    new Promise((resolve, reject) => {
      enter({
        reject,
        run(all) {
          const result = work(all);
          return () => resolve(result);
        },
      });
    });
}
