import type { Log } from '../cluster/log.ts';
import { createOutage } from '../cluster/outage.ts';
import { StoreUnavailable } from '../cluster/ports.ts';

/** Says once that the store is down, not once per server, and once that it is back. */
export interface StoreWatch {
  failed(error: unknown): void;
  worked(): void;
}

export function createStoreWatch(log: Log): StoreWatch {
  const outage = createOutage(() => performance.now());
  return {
    failed(error) {
      if (!(error instanceof StoreUnavailable)) {
        log.error({ err: error }, 'poll: failed');
      } else if (outage.failed()) {
        log.error({ reason: error.message }, 'poll: the state store is not there; trying again');
      }
    },
    worked() {
      if (outage.worked()) log.info({}, 'poll: the state store is back');
    },
  };
}
