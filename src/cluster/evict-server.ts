import { type ClearOptions, clearMeetings } from './clear-meetings.ts';
import { disableServer } from './disable-server.ts';
import type { PanicDeps } from './panic-server.ts';
import type { ServerStore } from './ports.ts';
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
  const disabled = await disableServer(deps, id);
  if (disabled === undefined) return false;
  // Read after the meetings: one that is forgotten was remembered before.
  const strays = (await deps.strays.list()).filter(({ serverId }) => serverId === id);
  const rooms = new Map([...strays, ...disabled.meetings].map((meeting) => [meeting.id, meeting]));
  await clearMeetings(deps, disabled.server, { ...options, leaving: true }, [...rooms.values()]);
  return await deps.servers.remove(id);
}
