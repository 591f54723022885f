import { type ClearOptions, clearEach } from './clear-meetings.ts';
import type { PanicDeps } from './panic-server.ts';
import type { ServerStore } from './ports.ts';
import { meetingsOf } from './server-meetings.ts';
import type { StrayStore } from './strays.ts';

export interface EvictDeps extends PanicDeps {
  readonly servers: Pick<ServerStore, 'find' | 'setState' | 'remove'>;
  readonly strays: Pick<StrayStore, 'list' | 'note' | 'take'>;
}

/**
 * Clears the server's meetings and removes it from the pool. The rooms that it was remembered to come back with are
 * told to end, too, as nobody looks at it any more. False: no such server.
 */
export async function evictServer(deps: EvictDeps, id: string, options: ClearOptions): Promise<boolean> {
  const server = await deps.servers.setState(id, 'disabled');
  if (server === undefined) return false;
  const strays = (await deps.strays.list()).filter(({ serverId }) => serverId === id);
  const rooms = [...strays, ...(await meetingsOf(deps.meetings, id))];
  const each = new Map(rooms.map((meeting) => [meeting.id, { meeting, server }]));
  await clearEach(deps, [...each.values()], { ...options, leaving: true });
  return await deps.servers.remove(id);
}
