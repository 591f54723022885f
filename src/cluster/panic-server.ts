import { type ClearDeps, type ClearOptions, clearMeetings } from './clear-meetings.ts';
import { disableServer } from './disable-server.ts';
import type { ServerStore } from './ports.ts';
import type { Server } from './server.ts';

export interface PanicDeps extends ClearDeps {
  readonly servers: Pick<ServerStore, 'find' | 'setState'>;
}

export interface PanicOptions extends ClearOptions {
  /** Leave its state as it is instead of disabling it. */
  readonly keepState?: boolean;
}

/** Disables the server and clears all its meetings. Undefined: no such server. */
export async function panicServer(
  deps: PanicDeps,
  id: string,
  options: PanicOptions,
): Promise<Server | undefined> {
  const { keepState, skipEndCalls } = options;
  // Of a server that is away and disabled the poller forgets the meetings, and ends their rooms: it is to find none.
  if (keepState || skipEndCalls) {
    const server = await deps.servers.find(id);
    if (server) await clearMeetings(deps, server, options);
    if (keepState) return server;
  }
  return await disableAndClear(deps, id, options);
}

async function disableAndClear(
  deps: PanicDeps,
  id: string,
  options: ClearOptions,
): Promise<Server | undefined> {
  const disabled = await disableServer(deps, id);
  if (disabled) await clearMeetings(deps, disabled.server, options, disabled.meetings);
  return disabled?.server;
}
