import type { MeetingRecord } from '../cluster/meeting.ts';
import type { Server } from '../cluster/server.ts';
import type { Asker } from './ask.ts';
import type { PollerDeps } from './deps.ts';
import { endRoom } from './end-rooms.ts';
import { type Forgetting, judge, type View } from './reconcile.ts';
import type { Tally } from './report.ts';

export type ForgetDeps = Pick<
  PollerDeps,
  'servers' | 'meetings' | 'strays' | 'use' | 'config' | 'log' | 'now'
> & {
  readonly asker: Asker;
};

/**
 * Reads the records once more and decides anew right before forgetting: a create of a known meeting sets
 * its TTL anew before it goes out, so a room that starts again during the round is seen here. What is left
 * is the time between this read and the write after it, some milliseconds. Should a create fall into them,
 * its room is a second copy as soon as the next create places the meeting elsewhere, and ended as such.
 * Resolves to the ends of rooms that are under way.
 */
export async function forgetAgain(
  deps: ForgetDeps,
  ids: readonly string[],
  view: Omit<View, 'readAt' | 'servers'>,
  tally: Tally,
): Promise<Promise<unknown>[]> {
  const records = await deps.meetings.find(ids);
  const readAt = deps.now();
  const now: View = { ...view, readAt, servers: byId(await deps.servers.list()) };
  await remember(deps, records, now);
  const gone = await Promise.all(records.map((record) => forgetOne(deps, record, now)));
  const forgotten = gone.filter((one) => one !== undefined);
  tally.forgotten += forgotten.length;
  tell(deps, forgotten);
  return forgotten.flatMap(({ record, server, why }) =>
    why === 'serverOffline' && server ? [endRoom(deps, server, record.meeting, tally)] : [],
  );
}

/** The rooms of a server that is given up, so that those which take no `end` now are ended when it comes back. */
async function remember(deps: ForgetDeps, records: readonly MeetingRecord[], view: View): Promise<void> {
  if (!waits(deps)) return;
  const left = records.filter((record) => judge(record, view) === 'serverOffline');
  const strays = left.map(({ meeting }) => meeting);
  if (strays.length > 0) await deps.strays.note(strays, ttl(deps));
}

interface Forgotten {
  readonly record: MeetingRecord;
  readonly server: Server | undefined;
  readonly why: Forgetting;
}

async function forgetOne(
  deps: ForgetDeps,
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
function tell({ log }: ForgetDeps, forgotten: readonly Forgotten[]): void {
  const groups = Map.groupBy(forgotten, ({ record, why }) => `${why} ${record.meeting.serverId}`);
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const meetings = group.slice(0, NAMED).map(({ record }) => record.meeting.id);
    log.info({ server: first.record.meeting.serverId, count: group.length, meetings }, REASONS[first.why]);
  }
}

/** Whether servers that went offline are waited for. */
function waits({ config }: Pick<ForgetDeps, 'config'>): boolean {
  return config.reattachGraceMs > 0;
}

/** Seconds that a record lives. */
export function ttl({ config }: Pick<ForgetDeps, 'config'>): number {
  return config.defaultMeetingTtl;
}

export function byId(servers: readonly Server[]): ReadonlyMap<string, Server> {
  return new Map(servers.map((server) => [server.id, server]));
}
