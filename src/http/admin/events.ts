import type { IncomingMessage, ServerResponse } from 'node:http';
import { createEventFeed } from '../events/feed.ts';
import type { Target } from '../target.ts';
import type { Callers } from './caller.ts';
import type { AdminDeps } from './deps.ts';
import type { Face } from './face.ts';
import { refused } from './refused.ts';
import { callerOf, needScope, orRefuse } from './rest.ts';
import { Refusal } from './route.ts';

const PATH = '/events';
const TRY_AGAIN_SECONDS = 10;
/** How soon a stream ends when who listens may listen no more. */
const CHECK_MS = 15_000;

/**
 * The stream of events, for whoever may read. Checks method, credentials and scope, in this order; the last two again
 * while it lasts.
 */
export function createEvents(deps: AdminDeps, callers: Callers): Face {
  const feed = createEventFeed(deps);
  const { eventsCheckMs = CHECK_MS } = deps;

  const listen = async (
    message: IncomingMessage,
    target: Pick<Target, 'path' | 'query'>,
    response: ServerResponse,
  ): Promise<void> => {
    if (message.method !== 'GET') throw refused('other-method', { allow: 'GET' }, { allow: 'GET' });
    const check = async () => needScope('read', await callerOf(deps, callers, message, target));
    await check();
    if (feed.listen(response)) return endOnceRefused(response, check, eventsCheckMs);
    throw refused('too-many-listeners', {}, { 'retry-after': String(TRY_AGAIN_SECONDS) });
  };

  return async (message, target, response) => {
    if (target.path !== PATH) return undefined;
    return await orRefuse(deps, response, 'events', () => listen(message, target, response));
  };
}

/** A session that is over, or a token that was revoked, hears no more. That the store is away is told otherwise. */
function endOnceRefused(response: ServerResponse, check: () => Promise<void>, everyMs: number): void {
  const timer = setInterval(() => {
    check().catch((error: unknown) => error instanceof Refusal && response.end());
  }, everyMs);
  response.once('close', () => clearInterval(timer));
}
