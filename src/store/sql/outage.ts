import { createOutage } from '../../cluster/outage.ts';
import { StoreUnavailable } from '../../cluster/ports.ts';
import type { StoreLog } from '../log.ts';

/** Says once that a database was lost, and once that it is back, however many requests meet it. */
export interface OutageWatch {
  /** What a request failed with; errors of another kind than StoreUnavailable are no outage. */
  seen(error: unknown): void;
  /** A request was answered. */
  over(): void;
}

export function watchOutage(name: string, log: StoreLog | undefined): OutageWatch {
  const outage = createOutage(() => performance.now());
  return {
    seen(error) {
      if (!(error instanceof StoreUnavailable) || !outage.failed()) return;
      log?.warn({ reason: error.message }, `${name} can not be used; every request tries again`);
    },
    over() {
      if (outage.worked()) log?.info({}, `${name} can be used again`);
    },
  };
}
