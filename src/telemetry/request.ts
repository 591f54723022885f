import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { TraceContext } from './traceparent.ts';

/** One request of a client, known to all that is done on its behalf. What is found out on the way is added. */
export interface RequestContext {
  /** In the log, towards BBB servers and back to the client. */
  readonly id: string;
  /** Undefined: it is not traced. */
  readonly trace: TraceContext | undefined;
  call: string | undefined;
  outcome: string | undefined;
  tenant: string | undefined;
  meeting: string | undefined;
  /** The server that was asked last, or that a browser is sent to. */
  server: string | undefined;
}

/** What a request ID is told in, by clients and to them, and to BBB servers. */
export const REQUEST_ID = 'x-request-id';

/** One that a client gives goes to logs and other systems: it is taken as it is, or not at all. */
const SANE = /^[\w.:=+/~@-]{1,100}$/;

const contexts = new AsyncLocalStorage<RequestContext>();

export function currentRequest(): RequestContext | undefined {
  return contexts.getStore();
}

/** Does the work of a request; all that it begins belongs to that request too. */
export function duringRequest<T>(context: RequestContext, work: () => T): T {
  return contexts.run(context, work);
}

/** What the request turned out to be, for its span. `call`, `outcome`: as it is counted. */
export function noteCall(call: string, outcome: string): void {
  const about = contexts.getStore();
  if (about === undefined) return;
  about.call = call;
  about.outcome = outcome;
}

/** Begins work that belongs to no request, though one brought it up. */
export function outsideRequests<T>(work: () => T): T {
  return contexts.exit(work);
}

/** `givenId`: the ID that a client gave; it is used if it can be, else a new one is made. */
export function newRequest(givenId: string | undefined, trace?: TraceContext): RequestContext {
  const id = givenId !== undefined && SANE.test(givenId) ? givenId : randomUUID();
  const unknown = undefined;
  return { id, trace, call: unknown, outcome: unknown, tenant: unknown, meeting: unknown, server: unknown };
}

/** What is added to each line that the log gets during a request. */
export function requestFields(): Readonly<Record<string, unknown>> {
  const id = contexts.getStore()?.id;
  return id === undefined ? {} : { requestId: id };
}
