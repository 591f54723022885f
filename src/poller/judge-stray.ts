import type { Meeting } from '../cluster/meeting.ts';
import { isReachable, type Server } from '../cluster/server.ts';
import type { Stray } from '../cluster/strays.ts';
import { owesForgetting } from './debt.ts';
import { listingOf, type View } from './reconcile.ts';

/** What is to become of a room that a server may have come back with. */
export type StrayVerdict =
  /** Its server is not back yet, or the meeting's is not there to be asked. */
  | { readonly kind: 'wait' }
  /** It is none any more. */
  | { readonly kind: 'over' }
  | { readonly kind: 'end'; readonly server: Server }
  /** The meeting has two rooms: the one with more people in it is to stay. */
  | { readonly kind: 'compare'; readonly server: Server; readonly home: Server };

const WAIT: StrayVerdict = { kind: 'wait' };
const OVER: StrayVerdict = { kind: 'over' };

/** Judges one stray by what its server answered. `record`: its meeting as it is on record now. */
export function judgeStray(
  stray: Stray,
  record: Meeting | undefined,
  view: Pick<View, 'servers' | 'listings' | 'readAt'>,
): StrayVerdict {
  const server = view.servers.get(stray.serverId);
  if (server === undefined) return WAIT;
  // While it is offline, a create may have noted the stray and be about to place the meeting elsewhere.
  if (record?.serverId === server.id) return server.online ? OVER : WAIT;
  if (owesForgetting(server, view.readAt)) return { kind: 'end', server };
  const listing = listingOf(server, view.listings);
  if (listing === undefined) return WAIT;
  if (!listing.rooms.has(stray.id)) return OVER;
  // Nobody gets into another tenant's room.
  const isItsMeeting = record !== undefined && record.tenantId === stray.tenantId;
  if (!isItsMeeting || server.state === 'disabled' || stray.ended) return { kind: 'end', server };
  const home = view.servers.get(record.serverId);
  return server.online && home && isReachable(home) ? { kind: 'compare', server, home } : WAIT;
}
