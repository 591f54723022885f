import type { MeetingRecord } from '../cluster/meeting.ts';
import type { Stray } from '../cluster/strays.ts';
import { debtPaid, owesForgetting } from './debt.ts';
import { endSecondCopies } from './end-rooms.ts';
import { byId, type ForgetDeps, forgetAgain, ttl } from './forget.ts';
import {
  judge,
  type Listings,
  type SecondCopy,
  type Sighting,
  secondCopies,
  type View,
  whereabouts,
} from './reconcile.ts';
import type { Tally } from './report.ts';
import { settleStrays } from './strays.ts';
import { countMeeting } from './use.ts';

export type UpkeepDeps = ForgetDeps;

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
  const began = deps.now();
  const servers = await deps.servers.list();
  const view = { listings, seen, graceMs: deps.config.meetingGraceMs, ttlMs: ttl(deps) * 1000 };
  const look = await lookAround(deps, { ...view, servers: byId(servers) });
  // Read after the records: a create remembers the stray before it places the meeting elsewhere.
  const strays = await deps.strays.list();
  await renew(deps, look.renew, tally);
  const ends: Promise<unknown>[] = [];
  for (const ids of pieces(look.forget)) ends.push(...(await forgetAgain(deps, ids, view, tally)));
  for (const server of servers.filter((one) => owesForgetting(one, began))) {
    await deps.servers.recordPoll(server.id, server, debtPaid(server));
  }
  if (useBefore) await deps.use?.recount(look.counts, useBefore);
  await Promise.all([
    ...ends,
    endSecondCopies(deps, withoutStrays(look.copies, strays), tally),
    settleStrays(deps, strays, { listings, servers: byId(servers), readAt: began }, tally),
  ]);
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

/** Which of two rooms stays is settled another way when one of them was left behind. */
function withoutStrays(copies: readonly SecondCopy[], strays: readonly Stray[]): readonly SecondCopy[] {
  const keyOf = (serverId: string, meetingId: string) => `${serverId} ${meetingId}`;
  const known = new Set(strays.map(({ serverId, id }) => keyOf(serverId, id)));
  return copies.filter(({ elsewhere, meeting }) => !known.has(keyOf(elsewhere.id, meeting.id)));
}

async function renew(deps: UpkeepDeps, ids: readonly string[], tally: Tally): Promise<void> {
  for (const piece of pieces(ids)) await deps.meetings.renew(piece, ttl(deps));
  tally.renewed += ids.length;
}

function pieces(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / PIECE);
  return Array.from({ length: count }, (_, index) => ids.slice(index * PIECE, (index + 1) * PIECE));
}
