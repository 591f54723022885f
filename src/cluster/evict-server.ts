import type { ClearOptions } from './clear-meetings.ts';
import { type PanicDeps, panicServer } from './panic-server.ts';
import type { ServerStore } from './ports.ts';

export interface EvictDeps extends PanicDeps {
  readonly servers: Pick<ServerStore, 'find' | 'setState' | 'remove'>;
}

/** Clears the server's meetings and removes it from the pool. False: no such server. */
export async function evictServer(deps: EvictDeps, id: string, options: ClearOptions): Promise<boolean> {
  const server = await panicServer(deps, id, options);
  return server !== undefined && (await deps.servers.remove(id));
}
