import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../cluster/log.ts';
import { currentRequest, noteCall, REQUEST_ID } from '../telemetry/request.ts';
import type { RequestCounter } from '../telemetry/requests.ts';

export interface ServerCallDeps {
  readonly requests: RequestCounter;
  readonly log: Log;
}

/**
 * Answers what a BBB server tells us at a URL of ours: 204 when `take` has taken it, else as `refuse` does, which
 * returns what the log calls it. Counted and logged as `call`.
 */
export async function answerServerCall(
  { requests, log }: ServerCallDeps,
  call: string,
  { message, response }: { readonly message: IncomingMessage; readonly response: ServerResponse },
  work: { readonly take: () => Promise<void>; readonly refuse: (error: unknown) => string },
): Promise<void> {
  const began = performance.now();
  const id = currentRequest()?.id;
  if (id !== undefined) response.setHeader(REQUEST_ID, id);
  let outcome = 'ok';
  try {
    await work.take();
    response.writeHead(204).end();
  } catch (error) {
    outcome = work.refuse(error);
  }
  const ms = Math.round((performance.now() - began) * 10) / 10;
  noteCall(call, outcome);
  requests.observe(call, outcome, ms);
  log.info({ call, method: message.method, outcome, ms }, 'call');
}
