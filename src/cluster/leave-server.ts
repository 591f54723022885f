import type { CreateDeps } from './create-search.ts';
import { endQuietly } from './end-meeting.ts';
import type { Meeting } from './meeting.ts';
import type { HomeServer } from './server.ts';
import type { UseLimit } from './use.ts';

type LeaveDeps = Pick<CreateDeps, 'meetings' | 'strays' | 'client' | 'log'> & {
  readonly config: Pick<CreateDeps['config'], 'reattachGraceMs' | 'defaultMeetingTtl'>;
};

/**
 * Forgets a meeting whose server can't be used, so that it is placed anew. Its room there may live on: it is told to
 * end, and nobody waits for that. One on a server that is waited for is not: it is remembered until the server is
 * back, and then the room with more people in it stays. One on a server that is away and disabled is remembered and
 * told to end. `limits`: those the meeting is taken off.
 */
export async function leaveServer(
  { deps, limits }: { readonly deps: LeaveDeps; readonly limits: readonly UseLimit[] },
  meeting: Meeting,
  server: HomeServer | undefined,
): Promise<void> {
  const { meetings, strays, config } = deps;
  const waits = config.reattachGraceMs > 0 && server !== undefined && !server.online;
  if (waits) await strays.note([meeting], config.defaultMeetingTtl);
  const forgotten = await meetings.forget(meeting.id, meeting.serverId, { limits });
  const mayStay = waits && server.state !== 'disabled';
  if (forgotten && server !== undefined && !mayStay) endQuietly(deps, server, meeting);
}
