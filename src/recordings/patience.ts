import { StoreUnavailable } from '../cluster/ports.ts';

export interface PatienceOptions {
  /** How often it is tried again (DB_CONNECTION_RETRY_COUNT). */
  readonly retries: number;
  /** Waits so many milliseconds; rejects when there is no more time to wait. */
  readonly wait: (ms: number) => Promise<void>;
}

const FIRST_WAIT_MS = 500;

/** Does work that needs the database, again when that went away: after half a second, a second, two … */
export async function patiently<T>({ retries, wait }: PatienceOptions, work: () => Promise<T>): Promise<T> {
  for (let retry = 0; ; retry++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || retry >= retries) throw error;
      await wait(FIRST_WAIT_MS * 2 ** Math.min(retry, 5)).catch(() => {
        throw error;
      });
    }
  }
}
