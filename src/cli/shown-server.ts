import type { Server } from '../cluster/server.ts';
import type { OutputOf } from '../operations/operation.ts';
import type { listServers } from '../operations/servers.ts';
import type { Services } from './services.ts';

export type ServerAnswer = OutputOf<typeof listServers>[number];

/** The pool, of this machine or of the balancer that was connected to. */
export async function poolServers({ operate }: Pick<Services, 'operate'>): Promise<Server[]> {
  const { listServers } = await import('../operations/servers.ts');
  return (await operate(listServers, {})).map(shownServer);
}

/** As the pictures of the pool take it: what operations do not tell is empty. */
function shownServer(answer: ServerAnswer): Server {
  return {
    id: answer.id,
    url: answer.url,
    secret: '',
    tag: answer.tag ?? undefined,
    state: answer.state,
    online: answer.online,
    load: answer.load ?? undefined,
    loadMultiplier: answer.load_multiplier,
    meetings: answer.meetings,
    users: answer.users,
    largestMeeting: answer.largest_meeting,
    videos: answer.videos,
    bbbVersion: answer.bbb_version ?? '',
    healthy: 0,
    unhealthy: 0,
    ...(answer.awaited_until !== undefined && { awaitedUntil: Date.parse(answer.awaited_until) }),
  };
}
