import { isAwaited } from '../cluster/awaited.ts';
import type { Server } from '../cluster/server.ts';
import { isoTime } from './moment.ts';

/** A server as operations tell of it. */
export interface ServerJson {
  readonly id: string;
  readonly url: string;
  readonly secret?: string;
  readonly tag: string | null;
  readonly state: Server['state'];
  readonly online: boolean;
  /** Left out: nobody waits for it. */
  readonly awaited_until?: string;
  readonly load: number | null;
  readonly load_multiplier: number;
  readonly max_meetings: number | null;
  readonly max_users: number | null;
  readonly spare: boolean;
  readonly meetings: number;
  readonly users: number;
  readonly largest_meeting: number;
  readonly videos: number;
  readonly bbb_version: string | null;
}

/** Names as in the rest of the admin API, values with their own types, null for nothing. */
export function serverJson(server: Server, options: { readonly showSecret?: boolean } = {}): ServerJson {
  return {
    id: server.id,
    url: server.url,
    ...(options.showSecret && { secret: server.secret }),
    tag: server.tag ?? null,
    state: server.state,
    online: server.online,
    ...(isAwaited(server) && { awaited_until: isoTime(server.awaitedUntil) }),
    load: server.load ?? null,
    load_multiplier: server.loadMultiplier,
    max_meetings: server.capacity?.maxMeetings ?? null,
    max_users: server.capacity?.maxUsers ?? null,
    spare: server.capacity?.spare ?? false,
    meetings: server.meetings,
    users: server.users,
    largest_meeting: server.largestMeeting,
    videos: server.videos,
    bbb_version: server.bbbVersion === '' ? null : server.bbbVersion,
  };
}
