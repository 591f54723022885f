import type { Located, MeetingStore, Placement, PlaceRequest } from '../../cluster/ports.ts';
import type { AdminState } from '../../cluster/server.ts';
import type { UseLimit } from '../../cluster/use.ts';
import type { RedisClient } from './client.ts';
import { type MeetingReply, toMeeting } from './meeting-reply.ts';
import { recordStore } from './records.ts';
import { type HomeReply, toHome } from './server-reply.ts';

export function meetingStore(client: RedisClient, meetingTtl: number): MeetingStore {
  return {
    ...recordStore(client, meetingTtl),
    async locate(id, { tenantId, join = false, limits } = {}) {
      const found = await client.run<LocatedList | null>('locate-meeting', { id, tenantId, join, limits });
      return found ? fromList(id, found) : undefined;
    },
    async locateNumber(numbers) {
      const found = await client.run<LocatedReply | null>('locate-number', { numbers });
      return found ? toLocated(found) : undefined;
    },
    place: async (request) =>
      toPlacement(await client.run<PlacementReply>('place-meeting', question(request))),
    settle: (meeting, creation, ttl) => {
      const ttlMs = Math.ceil(ttl * 1000);
      return client.run<boolean>('settle-creation', { meeting, settled: creation === 'settled', ttlMs });
    },
    forget: (id, serverId, { release = false, size = 1, limits } = {}) =>
      client.run<boolean>('forget-meeting', { id, serverId, release, size, limits }),
  };
}

interface LocatedReply {
  readonly meeting: MeetingReply;
  readonly server: HomeReply;
  readonly limited?: UseLimit;
}

function toLocated({ meeting, server, limited }: LocatedReply): Located {
  return { meeting: toMeeting(meeting), server: toHome(server), ...(limited && { limited }) };
}

/** As locate-meeting.lua lists it. */
type LocatedList = readonly [
  serverId: string,
  moderatorPw: string | null,
  voiceBridge: string | null,
  tenantId: string | null,
  url: string,
  secret: string | null,
  tag: string | null,
  state: AdminState,
  online: boolean,
  limited: UseLimit | null,
];

function fromList(id: string, list: LocatedList): Located {
  const [serverId, moderatorPw, voiceBridge, tenantId, url, secret, tag, state, online, limited] = list;
  return {
    meeting: {
      id,
      serverId,
      moderatorPw: moderatorPw ?? '',
      voiceBridge: voiceBridge ?? undefined,
      tenantId: tenantId ?? undefined,
    },
    server: { id: serverId, url, secret: secret ?? '', tag: tag || undefined, state, online },
    ...(limited && { limited }),
  };
}

/** Untagged (undefined) has no place in a JSON list, so it stands beside it. */
function question({ tag, ttl, inFlightFor, size = 1, ...request }: PlaceRequest): object {
  return {
    ...request,
    tags: tag.tags.filter((one) => one !== undefined),
    untagged: tag.tags.includes(undefined),
    required: tag.required,
    ttlMs: Math.ceil(ttl * 1000),
    size,
    inFlightMs: Math.ceil(inFlightFor * 1000),
  };
}

type PlacementReply =
  | ({ readonly kind: 'placed' } & LocatedReply)
  | {
      readonly kind: 'known';
      readonly meeting: MeetingReply;
      readonly server?: HomeReply;
      readonly creation: 'settled' | 'inFlight' | 'unsure';
    }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'limited'; readonly limit: UseLimit }
  | { readonly kind: 'unavailable'; readonly poolEmpty: boolean }
  | { readonly kind: 'noVoiceBridge' };

function toPlacement(reply: PlacementReply): Placement {
  switch (reply.kind) {
    case 'placed':
      return { kind: 'placed', ...toLocated(reply) };
    case 'known':
      return {
        kind: 'known',
        meeting: toMeeting(reply.meeting),
        server: reply.server && toHome(reply.server),
        creation: reply.creation,
      };
    default:
      return reply;
  }
}
