import { randomBytes } from 'node:crypto';

/** Where in a trace something is done (W3C Trace Context): the span under way, and whose part it is. */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** The span of who asked; undefined: the trace begins here. */
  readonly parentId: string | undefined;
  readonly state: string | undefined;
}

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

const VALID = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
/** Of more nothing is passed on. */
const MOST_STATE = 512;

export interface GivenTrace {
  readonly parent: string | undefined;
  readonly state: string | undefined;
}

/**
 * The trace that a request belongs to: who asked says whether it is recorded; a request that says nothing is
 * for `sampled` to decide. Undefined: it is not recorded.
 */
export function traceOf({ parent, state }: GivenTrace, sampled: () => boolean): TraceContext | undefined {
  const [, traceId, parentId, flags = '00'] = VALID.exec(parent ?? '') ?? [];
  if (traceId === undefined || parentId === undefined) {
    return sampled()
      ? { traceId: newTraceId(), spanId: newSpanId(), parentId: undefined, state: undefined }
      : undefined;
  }
  if ((Number.parseInt(flags, 16) & 1) === 0) return undefined;
  const kept = state !== undefined && state.length <= MOST_STATE ? state : undefined;
  return { traceId, spanId: newSpanId(), parentId, state: kept };
}

/** What tells others that they work for a span. */
export function traceHeaders({ traceId, state }: TraceContext, spanId: string): Record<string, string> {
  return { [TRACEPARENT]: `00-${traceId}-${spanId}-01`, ...(state !== undefined && { [TRACESTATE]: state }) };
}

export function newSpanId(): string {
  return nonZero(8);
}

function newTraceId(): string {
  return nonZero(16);
}

function nonZero(length: number): string {
  const bytes = randomBytes(length);
  // All zeros would mean that there is none.
  if (bytes.every((byte) => byte === 0)) bytes[0] = 1;
  return bytes.toString('hex');
}
