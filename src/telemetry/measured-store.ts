import { StoreReadOnly } from '../cluster/ports.ts';
import type { Telemetry } from './measured-client.ts';
import { currentRequest } from './request.ts';
import { childSpan } from './span.ts';
import { newSpanId } from './traceparent.ts';

/** `state`: the cluster's; `database`: what lies in SQL in every mode. */
export type StoreName = 'state' | 'database';

/**
 * The same part of a store; how long each of its operations takes is counted, as `area.method`. Lists that are
 * read in pieces are not: how long they take is their reader's doing.
 */
export function measuredArea<Area extends object>(
  area: Area,
  [store, name]: readonly [store: StoreName, area: string],
  telemetry: Telemetry,
): Area {
  const methods = Object.entries(area).map(([method, work]: [string, unknown]) => [
    method,
    isMethod(work) ? measured(work, [store, `${name}.${method}`], telemetry) : work,
  ]);
  return Object.assign({}, area, Object.fromEntries(methods));
}

type Method = (...args: readonly unknown[]) => unknown;

function isMethod(work: unknown): work is Method {
  return typeof work === 'function';
}

function measured(
  work: Method,
  [store, operation]: readonly [StoreName, string],
  { tally, tracer }: Telemetry,
): Method {
  const took = tally.timer('storeSeconds', store, operation);
  const over = (began: number, failed: 'failed' | undefined): void => {
    took(performance.now() - began);
    if (failed) tally.count('storeFailures', 1, store, operation);
    const trace = tracer && currentRequest()?.trace;
    if (!trace) return;
    const attributes = { 'scalelite.store': store };
    const span = { spanId: newSpanId(), name: operation, kind: 'client' as const, began };
    tracer?.record(childSpan(trace, { ...span, ended: performance.now(), attributes, failed }));
  };
  return (...args) => {
    const began = performance.now();
    const result = work(...args);
    if (!(result instanceof Promise)) return result;
    result.then(
      () => over(began, undefined),
      (error: unknown) => {
        over(began, 'failed');
        if (error instanceof StoreReadOnly) tally.count('storeReadOnly', 1, store);
      },
    );
    return result;
  };
}
