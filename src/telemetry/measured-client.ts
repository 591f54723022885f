import { type BbbClient, CallFailure, type CallRequest } from '../bbb/client.ts';
import { currentRequest, REQUEST_ID, type RequestContext } from './request.ts';
import { childSpan, type Tracer } from './span.ts';
import type { Tally } from './tally.ts';
import { newSpanId, traceHeaders } from './traceparent.ts';

export interface Telemetry {
  readonly tally: Tally;
  /** Undefined: nothing is traced. */
  readonly tracer: Tracer | undefined;
}

/**
 * The same client, which counts what servers answer and how long they take, and tells them for which request
 * of ours they are asked.
 */
export function measuredClient(client: BbbClient, { tally, tracer }: Telemetry): BbbClient {
  const read: BbbClient['read'] = (server, request, reader) => {
    const { id: serverId } = server;
    const context = currentRequest();
    noteServer(context, request.call, serverId);
    const spanId = tracer && context?.trace && newSpanId();
    const began = performance.now();
    const over = (outcome: string): void => {
      const ended = performance.now();
      tally.count('upstream', 1, serverId, outcome);
      if (outcome === 'ok') tally.observe('upstreamSeconds', ended - began, serverId);
      if (tracer === undefined || context?.trace === undefined || spanId === undefined) return;
      const failed = outcome === 'ok' ? undefined : outcome;
      const attributes = { 'peer.service': 'bigbluebutton', 'scalelite.server': serverId };
      const name = `bbb ${request.call || 'version'}`;
      tracer.record(
        childSpan(context.trace, { spanId, name, kind: 'client', began, ended, attributes, failed }),
      );
    };
    let answered = false;
    const answer = client.read(server, withHeaders(request, context, spanId), (body) => {
      // Reading it is not the server's time, nor its fault when it fails.
      answered = true;
      over('ok');
      return reader(body);
    });
    answer.catch((error: unknown) => {
      if (!answered) over(error instanceof CallFailure ? error.reason : 'other');
    });
    return answer;
  };

  return {
    ...client,
    call: (server, request) => read(server, request, (body) => body),
    read,
    joinUrl(server, params) {
      noteServer(currentRequest(), 'join', server.id);
      return client.joinUrl(server, params);
    },
  };
}

/** Of a list of all meetings no server is the one that was asked. */
function noteServer(context: RequestContext | undefined, call: string, serverId: string): void {
  if (context !== undefined && call !== 'getMeetings') context.server = serverId;
}

function withHeaders(
  request: CallRequest,
  context: RequestContext | undefined,
  spanId: string | undefined,
): CallRequest {
  if (context === undefined) return request;
  const trace = context.trace && spanId !== undefined ? traceHeaders(context.trace, spanId) : {};
  return { ...request, headers: { [REQUEST_ID]: context.id, ...trace } };
}
