import type { Server } from '../cluster/server.ts';

/** A server as `--json` prints it: names as in the admin API, values with their own types, nothing for null. */
export function serverJson(server: Server, options: { readonly showSecret?: boolean } = {}): object {
  return {
    id: server.id,
    url: server.url,
    ...(options.showSecret && { secret: server.secret }),
    tag: server.tag ?? null,
    state: server.state,
    online: server.online,
    load: server.load ?? null,
    load_multiplier: server.loadMultiplier,
    meetings: server.meetings,
    users: server.users,
    largest_meeting: server.largestMeeting,
    videos: server.videos,
    bbb_version: server.bbbVersion === '' ? null : server.bbbVersion,
  };
}
