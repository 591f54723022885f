import type { Meeting } from './meeting.ts';
import type { MeetingStore, ServerStore } from './ports.ts';
import type { Server } from './server.ts';
import { meetingsOf } from './server-meetings.ts';

export interface DisableDeps {
  readonly servers: Pick<ServerStore, 'setState'>;
  readonly meetings: Pick<MeetingStore, 'records'>;
}

/** A server that is disabled now, and the meetings that are to be cleared. */
export interface Disabled {
  readonly server: Server;
  readonly meetings: readonly Meeting[];
}

/**
 * Disables a server, and tells which meetings it has: in this order, so that none is placed on it meanwhile. Those of
 * one that is away are forgotten by the poller as soon as it is disabled, so what it had before counts, too.
 * Undefined: no such server.
 */
export async function disableServer(
  { servers, meetings }: DisableDeps,
  id: string,
): Promise<Disabled | undefined> {
  const before = await meetingsOf(meetings, id);
  const server = await servers.setState(id, 'disabled');
  if (server === undefined) return undefined;
  const now = await meetingsOf(meetings, id);
  const all = server.online ? now : [...before, ...now];
  return { server, meetings: [...new Map(all.map((meeting) => [meeting.id, meeting])).values()] };
}
