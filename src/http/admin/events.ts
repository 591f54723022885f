import type { IncomingMessage, ServerResponse } from 'node:http';
import { createEventFeed } from '../events/feed.ts';
import type { Target } from '../target.ts';
import type { Callers } from './caller.ts';
import type { AdminDeps } from './deps.ts';
import type { Face } from './face.ts';
import { callerOf, needScope, refusalOf } from './rest.ts';
import { Refusal } from './route.ts';
import { sendRest } from './send.ts';

const PATH = '/events';
const TRY_AGAIN_SECONDS = 10;

/** The stream of events, for whoever may read. Checks method, credentials and scope, in this order. */
export function createEvents(deps: AdminDeps, callers: Callers): Face {
  const feed = createEventFeed(deps);

  const listen = async (
    message: IncomingMessage,
    target: Pick<Target, 'path' | 'query'>,
    response: ServerResponse,
  ): Promise<void> => {
    if (message.method !== 'GET')
      throw new Refusal(405, { error: 'This path takes GET' }, { headers: { allow: 'GET' } });
    needScope('read', await callerOf(deps, callers, message, target));
    if (feed.listen(response)) return;
    const headers = { 'retry-after': String(TRY_AGAIN_SECONDS) };
    throw new Refusal(503, { error: 'Too many listen already' }, { headers });
  };

  return async (message, target, response) => {
    if (target.path !== PATH) return undefined;
    try {
      await listen(message, target, response);
      return { call: 'events', outcome: 'ok' };
    } catch (error) {
      const refusal = refusalOf(deps, error);
      sendRest(response, refusal);
      return { call: 'events', outcome: String(refusal.status) };
    }
  };
}
