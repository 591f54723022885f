import type { RequestContext } from './request.ts';
import type { Span } from './span.ts';
import type { TraceContext } from './traceparent.ts';

export interface AnsweredRequest {
  readonly context: RequestContext;
  readonly trace: TraceContext;
  readonly method: string | undefined;
  readonly status: number;
  readonly began: number;
}

/** What a request was: never its address, which may hold checksums, passwords and tokens. */
export function requestSpan({ context, trace, method, status, began }: AnsweredRequest): Span {
  const { traceId, spanId, parentId } = trace;
  const { id, call, outcome, tenant, meeting, server } = context;
  const attributes = {
    'http.request.method': method,
    'http.response.status_code': status,
    'scalelite.request_id': id,
    'scalelite.call': call,
    'scalelite.outcome': outcome,
    'scalelite.tenant': tenant,
    'scalelite.meeting': meeting,
    'scalelite.server': server,
  };
  return {
    ...{ traceId, spanId, parentId, attributes, began },
    name: call || `${method ?? 'other'} request`,
    kind: 'server',
    ended: performance.now(),
    failed: status >= 500 || FAILURES.has(outcome ?? '') ? (outcome ?? String(status)) : undefined,
  };
}

/** Outcomes that are nobody's doing but ours or our servers'; the others are answers. */
const FAILURES = new Set(['internalError', 'serverUnavailable']);
