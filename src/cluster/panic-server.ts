import { type ClearDeps, type ClearOptions, clearMeetings } from './clear-meetings.ts';
import type { ServerStore } from './ports.ts';
import type { Server } from './server.ts';

export interface PanicDeps extends ClearDeps {
  readonly servers: Pick<ServerStore, 'find' | 'setState'>;
}

export interface PanicOptions extends ClearOptions {
  /** Leave its state as it is instead of disabling it. */
  readonly keepState?: boolean;
}

/**
 * Disables the server, then clears all its meetings: in this order, so that none is placed on it meanwhile.
 * Undefined: no such server.
 */
export async function panicServer(
  deps: PanicDeps,
  id: string,
  options: PanicOptions,
): Promise<Server | undefined> {
  const server = options.keepState
    ? await deps.servers.find(id)
    : await deps.servers.setState(id, 'disabled');
  if (server) await clearMeetings(deps, server, options);
  return server;
}
