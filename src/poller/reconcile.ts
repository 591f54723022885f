import type { ListedMeeting } from '../bbb/scanner.ts';
import type { Meeting, MeetingRecord } from '../cluster/meeting.ts';
import type { Server } from '../cluster/server.ts';
import { owesForgetting } from './debt.ts';

export type ListedRoom = Pick<ListedMeeting, 'internalMeetingID' | 'createTime'>;

/** What one server said it runs. */
export interface Listing {
  /** Where and as whom it was asked: an answer of a server that was changed since says nothing. */
  readonly url: string;
  readonly secret: string;
  /** Our time. */
  readonly askedAt: number;
  /** By meeting id. */
  readonly rooms: ReadonlyMap<string, ListedRoom>;
}

/** By server id; only good answers. */
export type Listings = ReadonlyMap<string, Listing>;

/** Since when (our time) a meeting is known to be on record on that server. */
export interface Sighting {
  readonly serverId: string;
  readonly since: number;
}

export interface View {
  /** All there are, by id; read after the record. */
  readonly servers: ReadonlyMap<string, Server>;
  readonly listings: Listings;
  /** Our time, right after the record was read. */
  readonly readAt: number;
  readonly graceMs: number;
  readonly ttlMs: number;
  /**
   * What earlier looks saw. Who decides on answers that are not fresh gives it, and nothing is forgotten
   * that was not on record on that server before: others fill the store without a word. Undefined: the
   * answers are of this moment.
   */
  readonly seen: ReadonlyMap<string, Sighting> | undefined;
}

/** What is to become of a record; why, if it is to be forgotten. */
export type Verdict = 'keep' | 'renew' | Forgetting;
export type Forgetting = 'missing' | 'serverGone' | 'serverOffline';

/** A TTL may be rounded up to seconds. */
const TTL_SLACK_MS = 2000;

/** Judges one record by what its server answered. */
export function judge(record: MeetingRecord, view: View): Verdict {
  const { meeting, expiresIn } = record;
  const server = view.servers.get(meeting.serverId);
  if (server === undefined) return isKnownAt(meeting, view.readAt, view) ? 'serverGone' : 'keep';
  if (owesForgetting(server, view.readAt)) return 'serverOffline';
  const listing = listingOf(server, view.listings);
  if (listing === undefined) return 'keep';
  if (listing.rooms.has(meeting.id)) return expiresIn < view.ttlMs / 2 ? 'renew' : 'keep';
  // Made with a longer TTL than ours, so its age is unknown: given ours, it tells it from now on.
  if (Number.isFinite(expiresIn) && expiresIn > view.ttlMs + TTL_SLACK_MS) return 'renew';
  return isProvenMissing(record, listing, view) ? 'missing' : 'keep';
}

/** Only an answer asked for after the placement, and the grace after it, proves anything. */
function isProvenMissing(record: MeetingRecord, { askedAt }: Listing, view: View): boolean {
  const age = askedAt - (view.readAt - record.placedAgo);
  return age > 0 && age >= view.graceMs && isKnownAt(record.meeting, askedAt, view);
}

function isKnownAt({ id, serverId }: Meeting, time: number, { seen }: View): boolean {
  if (seen === undefined) return true;
  const sighting = seen.get(id);
  return sighting?.serverId === serverId && sighting.since <= time;
}

/** A server's answer, if it is still the one that was asked. */
export function listingOf(server: Server, listings: Listings): Listing | undefined {
  const listing = listings.get(server.id);
  return listing?.url === server.url && listing.secret === server.secret ? listing : undefined;
}

/** A meeting that runs on its server and, as another room, also on this one. */
export interface SecondCopy {
  readonly meeting: Meeting;
  readonly home: Server;
  readonly elsewhere: Server;
  readonly room: ListedRoom;
}

/** Which servers list a meeting: meeting id → server ids. */
export type Whereabouts = ReadonlyMap<string, readonly string[]>;

export function whereabouts(listings: Listings): Whereabouts {
  const found = new Map<string, string[]>();
  for (const [serverId, { rooms }] of listings) {
    for (const id of rooms.keys()) {
      const servers = found.get(id);
      if (servers) servers.push(serverId);
      else found.set(id, [serverId]);
    }
  }
  return found;
}

/**
 * Copies of a meeting that are not on record, as far as the listings tell: while its own server did not
 * answer, or answered that it does not have it, there is no second one.
 */
export function secondCopies(meeting: Meeting, places: Whereabouts, view: View): SecondCopy[] {
  const others = (places.get(meeting.id) ?? []).filter((id) => id !== meeting.serverId);
  const home = others.length > 0 ? view.servers.get(meeting.serverId) : undefined;
  if (home === undefined || !home.online) return [];
  const here = listingOf(home, view.listings);
  const room = here?.rooms.get(meeting.id);
  if (here !== undefined && room === undefined) return [];
  return others.flatMap((id) => {
    const elsewhere = view.servers.get(id);
    const copy = elsewhere && listingOf(elsewhere, view.listings)?.rooms.get(meeting.id);
    return copy && !(room && isSameRoom(room, copy)) ? [{ meeting, home, elsewhere, room: copy }] : [];
  });
}

/**
 * Whether two servers tell of one room: a BBB server that is in the pool twice does. BBB's internal id is
 * the meeting's and its createTime.
 */
export function isSameRoom(one: ListedRoom, other: ListedRoom): boolean {
  if (one.internalMeetingID !== '' || other.internalMeetingID !== '') {
    return one.internalMeetingID === other.internalMeetingID;
  }
  return one.createTime === other.createTime;
}
