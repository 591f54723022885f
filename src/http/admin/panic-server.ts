import { createEndOnServer } from '../../cluster/end-on-server.ts';
import { isYes } from '../../cluster/flag.ts';
import { type PanicOptions, panicServer as panic } from '../../cluster/panic-server.ts';
import type { Server } from '../../cluster/server.ts';
import type { AdminDeps } from './deps.ts';
import { idOf, objectIn, textOf, valueBeside } from './fields.ts';
import { type AdminRequest, type AdminRoute, ok, Refusal } from './route.ts';
import { knownServer } from './servers.ts';

/** Clients expect the same words whether or not the state was kept. */
export function panicServer(deps: AdminDeps): AdminRoute['handle'] {
  const run = panicking(deps);
  return async (request) => {
    const id = idOf(request);
    knownServer(id, await run(id, { keepState: keepsState(request) }));
    return ok({ success: `Server id=${id} has been disabled and the meetings have been destroyed` });
  };
}

function panicking({
  store: { servers, meetings, strays },
  config: { defaultMeetingTtl: meetingTtl },
  client,
  log,
}: AdminDeps): (id: string, options: PanicOptions) => Promise<Server | undefined> {
  const deps = { servers, meetings, strays, meetingTtl, end: createEndOnServer(client) };
  return async (id, options) => {
    const notEnded: PanicOptions['notEnded'] = (meeting, reason) =>
      log.warn({ server: id, meeting: meeting.id, reason }, 'panic: a meeting could not be ended yet');
    try {
      return await panic(deps, id, { ...options, notEnded });
    } catch (cause) {
      throw new Refusal(400, { error: `Couldn't disable server id=${id}` }, { cause });
    }
  };
}

function keepsState(request: AdminRequest): boolean {
  return isYes(textOf(objectIn(request.body, 'server'), 'keep_state') ?? valueBeside(request, 'keep_state'));
}
