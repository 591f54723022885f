import { StoreUnavailable } from '../../cluster/ports.ts';
import type { StoreLog } from '../log.ts';

/** Says once that a database was lost, and once that it is back, however many requests meet it. */
export interface Outage {
  /** What a request failed with; errors of another kind than StoreUnavailable are no outage. */
  seen(error: unknown): void;
  /** A request was answered. */
  over(): void;
}

export function watchOutage(name: string, log: StoreLog | undefined): Outage {
  let down = false;
  return {
    seen(error) {
      if (down || !(error instanceof StoreUnavailable)) return;
      down = true;
      log?.warn({ reason: error.message }, `${name} can not be used; every request tries again`);
    },
    over() {
      if (!down) return;
      down = false;
      log?.info({}, `${name} can be used again`);
    },
  };
}
