import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from '../test/helpers/guard.ts';
import { type Driver, startDriver } from './processes.ts';
import { createStores, type StoreKind, type Stores } from './stores.ts';

export interface Options {
  /** Of each measurement. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Measurements of each contender, in turn; the median counts. */
  readonly rounds: number;
  /** Whether to wait until others leave the machine alone. */
  readonly waits: boolean;
  readonly stores: readonly StoreKind[];
  /** Small numbers of everything: to see that it works, not how fast. */
  readonly quick: boolean;
}

/** What the cases work with. Closing it takes down all that was started. */
export interface Bench {
  readonly options: Options;
  readonly stores: Stores;
  readonly driver: Driver;
  readonly directory: string;
  readonly say: (line: string) => void;
  readonly cleanUp: AsyncDisposableStack;
}

export async function openBench(options: Options, say: (line: string) => void): Promise<Bench> {
  const cleanUp = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'scalelite-bench-'));
  // PostgreSQL may run as another user, who has to get through to its own directory.
  await chmod(directory, 0o711);
  const release = guard({ directory });
  cleanUp.defer(async () => {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    release();
  });
  const stores = createStores(directory, cleanUp);
  const driver = startDriver();
  cleanUp.defer(driver.stop);
  return { options, stores, driver, directory, say, cleanUp };
}
