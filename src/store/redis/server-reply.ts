import type { Capacity } from '../../cluster/capacity.ts';
import type { AdminState, HomeServer, Server } from '../../cluster/server.ts';

/** A server as `prelude.lua` returns it: the stored texts, absent ones left out, oddities mended. */
export interface ServerReply {
  readonly id: string;
  readonly url: string;
  readonly secret?: string;
  readonly tag?: string;
  readonly state: AdminState;
  readonly online: boolean;
  readonly loadMultiplier: string;
  readonly load?: string;
  readonly meetings?: string;
  readonly users?: string;
  readonly largestMeeting?: string;
  readonly videos?: string;
  readonly bbbVersion?: string;
  readonly healthy?: string;
  readonly unhealthy?: string;
  readonly awaitedUntil?: string;
  readonly capacity?: {
    readonly maxMeetings?: string;
    readonly maxUsers?: string;
    readonly spare: boolean;
    readonly placed: string;
    readonly joined: string;
  };
}

/** The part of it that `readHome` returns. */
export type HomeReply = Pick<ServerReply, 'id' | 'url' | 'secret' | 'tag' | 'state' | 'online'>;

export function toHome({ id, url, secret, tag, state, online }: HomeReply): HomeServer {
  return { id, url, secret: secret ?? '', tag: tag || undefined, state, online };
}

export function toServer(reply: ServerReply): Server {
  return {
    id: reply.id,
    url: reply.url,
    secret: reply.secret ?? '',
    tag: reply.tag || undefined,
    state: reply.state,
    online: reply.online,
    load: reply.load === undefined ? undefined : Number(reply.load),
    loadMultiplier: Number(reply.loadMultiplier),
    meetings: count(reply.meetings),
    users: count(reply.users),
    largestMeeting: count(reply.largestMeeting),
    videos: count(reply.videos),
    bbbVersion: reply.bbbVersion ?? '',
    healthy: count(reply.healthy),
    unhealthy: count(reply.unhealthy),
    ...(reply.capacity && { capacity: toCapacity(reply.capacity) }),
    ...(reply.awaitedUntil !== undefined && { awaitedUntil: count(reply.awaitedUntil) }),
  };
}

function toCapacity(reply: NonNullable<ServerReply['capacity']>): Capacity {
  const { maxMeetings, maxUsers, spare, placed, joined } = reply;
  const limit = (text: string | undefined) => (text === undefined ? undefined : count(text));
  return {
    maxMeetings: limit(maxMeetings),
    maxUsers: limit(maxUsers),
    spare,
    placed: count(placed),
    joined: count(joined),
  };
}

function count(text: string | undefined): number {
  return Number.parseInt(text ?? '', 10) || 0;
}
