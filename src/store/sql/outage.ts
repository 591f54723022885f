import { createOutage } from '../../cluster/outage.ts';
import { StoreReadOnly, StoreUnavailable } from '../../cluster/ports.ts';
import type { StoreLog } from '../log.ts';

/** How long a write that failed is told of: polls write each minute. */
const TOLD_FOR_MS = 120_000;

/** Says once that a database was lost, and once that it is back, however many requests meet it. */
export interface OutageWatch {
  /** What a request failed with; errors of another kind than StoreUnavailable are no outage. */
  seen(error: unknown): void;
  /** A request was answered. */
  over(): void;
  /** Why something was not written lately, though it can be read. */
  readOnly(): string | undefined;
}

export function watchOutage(name: string, log: StoreLog | undefined): OutageWatch {
  const outage = createOutage(() => performance.now());
  let refused: { readonly reason: string; readonly at: number } | undefined;

  const readOnly = (): string | undefined =>
    refused && performance.now() - refused.at < TOLD_FOR_MS ? refused.reason : undefined;

  /** No outage: whoever reads between two that write would end it. */
  function refuse({ message }: StoreReadOnly): void {
    if (readOnly() === undefined) log?.warn({ reason: message }, `${name} is read-only: nothing is written`);
    refused = { reason: message, at: performance.now() };
  }

  return {
    readOnly,
    seen(error) {
      if (error instanceof StoreReadOnly) return refuse(error);
      if (!(error instanceof StoreUnavailable) || !outage.failed()) return;
      log?.warn({ reason: error.message }, `${name} can not be used; every request tries again`);
    },
    over() {
      if (outage.worked()) log?.info({}, `${name} can be used again`);
    },
  };
}
