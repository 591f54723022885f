import type { MeetingRecord } from '../cluster/meeting.ts';
import type { Server } from '../cluster/server.ts';
import type { Asker } from './ask.ts';
import { debtPaid, owesForgetting } from './debt.ts';
import type { PollerDeps } from './deps.ts';
import { endRoom, endSecondCopies } from './end-rooms.ts';
import {
  type Forgetting,
  judge,
  type Listings,
  type SecondCopy,
  type Sighting,
  secondCopies,
  type View,
  whereabouts,
} from './reconcile.ts';
import type { Tally } from './report.ts';
import { countMeeting } from './use.ts';

export type UpkeepDeps = Pick<PollerDeps, 'servers' | 'meetings' | 'use' | 'config' | 'log' | 'now'> & {
  readonly asker: Asker;
};

export type Sightings = ReadonlyMap<string, Sighting>;

interface Look {
  readonly renew: string[];
  readonly forget: string[];
  readonly copies: SecondCopy[];
  readonly sightings: Map<string, Sighting>;
  /** How many stay on record, by owner. */
  readonly counts: Map<string, number>;
}

/** Records handled in one go. */
const PIECE = 200;

/**
 * Brings the meetings on record in line with what the servers answered: those that are gone are forgotten,
 * those that run on are kept alive, second copies are ended. Returns what it saw, for the next time.
 */
export async function keepUp(
  deps: UpkeepDeps,
  listings: Listings,
  seen: Sightings | undefined,
  tally: Tally,
): Promise<Sightings> {
  const useBefore = await deps.use?.read();
  const servers = await deps.servers.list();
  const view = { listings, seen, graceMs: deps.config.meetingGraceMs, ttlMs: ttl(deps) * 1000 };
  const look = await lookAround(deps, { ...view, servers: byId(servers) });
  await renew(deps, look.renew, tally);
  const ends: Promise<void>[] = [];
  for (const ids of pieces(look.forget)) ends.push(...(await forgetAgain(deps, ids, view, tally)));
  for (const server of servers.filter(owesForgetting)) {
    await deps.servers.recordPoll(server.id, server, debtPaid(server));
  }
  if (useBefore) await deps.use?.recount(look.counts, useBefore);
  await Promise.all([...ends, endSecondCopies(deps, look.copies, tally)]);
  return look.sightings;
}

async function lookAround(deps: UpkeepDeps, view: Omit<View, 'readAt'>): Promise<Look> {
  const places = whereabouts(view.listings);
  const look: Look = { renew: [], forget: [], copies: [], sightings: new Map(), counts: new Map() };
  for await (const chunk of deps.meetings.records()) {
    const now = { ...view, readAt: deps.now() };
    for (const record of chunk) {
      const { id } = record.meeting;
      const verdict = judge(record, now);
      if (verdict === 'keep' || verdict === 'renew') countMeeting(look.counts, record.meeting);
      if (verdict === 'renew') look.renew.push(id);
      else if (verdict !== 'keep') look.forget.push(id);
      look.copies.push(...secondCopies(record.meeting, places, now));
      look.sightings.set(id, sighting(record, now));
    }
  }
  return look;
}

function sighting({ meeting: { id, serverId } }: MeetingRecord, { seen, readAt }: View): Sighting {
  const earlier = seen?.get(id);
  return earlier?.serverId === serverId ? earlier : { serverId, since: readAt };
}

async function renew(deps: UpkeepDeps, ids: readonly string[], tally: Tally): Promise<void> {
  for (const piece of pieces(ids)) await deps.meetings.renew(piece, ttl(deps));
  tally.renewed += ids.length;
}

/**
 * Reads the records once more and decides anew right before forgetting: a create of a known meeting sets
 * its TTL anew before it goes out, so a room that starts again during the round is seen here. What is left
 * is the time between this read and the write after it, some milliseconds. Should a create fall into them,
 * its room is a second copy as soon as the next create places the meeting elsewhere, and ended as such.
 */
async function forgetAgain(
  deps: UpkeepDeps,
  ids: readonly string[],
  view: Omit<View, 'readAt' | 'servers'>,
  tally: Tally,
): Promise<Promise<void>[]> {
  const records = await deps.meetings.find(ids);
  const readAt = deps.now();
  const now: View = { ...view, readAt, servers: byId(await deps.servers.list()) };
  const gone = await Promise.all(records.map((record) => forgetOne(deps, record, now)));
  const forgotten = gone.filter((one) => one !== undefined);
  tally.forgotten += forgotten.length;
  tell(deps, forgotten);
  return forgotten.flatMap(({ record, server, why }) =>
    why === 'serverOffline' && server ? [endRoom(deps, server, record.meeting, tally)] : [],
  );
}

interface Forgotten {
  readonly record: MeetingRecord;
  readonly server: Server | undefined;
  readonly why: Forgetting;
}

async function forgetOne(
  deps: UpkeepDeps,
  record: MeetingRecord,
  view: View,
): Promise<Forgotten | undefined> {
  const why = judge(record, view);
  if (why === 'keep' || why === 'renew') return undefined;
  const { id, serverId } = record.meeting;
  const forgotten = await deps.meetings.forget(id, serverId);
  return forgotten ? { record, server: view.servers.get(serverId), why } : undefined;
}

const REASONS: Record<Forgetting, string> = {
  missing: 'meetings forgotten: their server does not have them any more',
  serverGone: 'meetings forgotten: their server is not in the pool any more',
  serverOffline: 'meetings forgotten: their server went offline',
};

/** Meetings that a line names. */
const NAMED = 20;

/** One line per server and reason. */
function tell({ log }: UpkeepDeps, forgotten: readonly Forgotten[]): void {
  const groups = Map.groupBy(forgotten, ({ record, why }) => `${why} ${record.meeting.serverId}`);
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const meetings = group.slice(0, NAMED).map(({ record }) => record.meeting.id);
    log.info({ server: first.record.meeting.serverId, count: group.length, meetings }, REASONS[first.why]);
  }
}

function ttl({ config }: UpkeepDeps): number {
  return config.defaultMeetingTtl;
}

function byId(servers: readonly Server[]): ReadonlyMap<string, Server> {
  return new Map(servers.map((server) => [server.id, server]));
}

function pieces(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / PIECE);
  return Array.from({ length: count }, (_, index) => ids.slice(index * PIECE, (index + 1) * PIECE));
}
