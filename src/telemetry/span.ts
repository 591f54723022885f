import type { TraceContext } from './traceparent.ts';

/** Something that was done for a request, as a collector of traces is told. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: 'server' | 'client';
  /** By `performance.now()`. */
  readonly began: number;
  readonly ended: number;
  /** Never an address with a query, a secret or a password. Undefined ones are left out. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  /** Why it failed, in a word; undefined: it did not. */
  readonly failed: string | undefined;
}

/** Who hears of spans. Never waits, never throws. */
export interface Tracer {
  /** Whether a request of whose trace nothing is known is recorded. */
  sampled(): boolean;
  record(span: Span): void;
}

/** A span below the one of the request. */
export function childSpan(
  { traceId, spanId: parentId }: TraceContext,
  span: Omit<Span, 'traceId' | 'parentId'>,
): Span {
  return { traceId, parentId, ...span };
}
