import type { Server } from '../cluster/server.ts';
import type { Stray } from '../cluster/strays.ts';
import type { PollerDeps } from './deps.ts';
import { type EndDeps, endRoom, type RoomSeen, seeRoom } from './end-rooms.ts';
import { judgeStray } from './judge-stray.ts';
import { isSameRoom, type View } from './reconcile.ts';
import type { Tally } from './report.ts';

type StrayDeps = EndDeps & Pick<PollerDeps, 'strays' | 'config'>;

/** Ends the rooms that servers came back with, but for those with more people in them than the meeting's other room. */
export async function settleStrays(
  deps: StrayDeps,
  strays: readonly Stray[],
  view: Pick<View, 'servers' | 'listings'> & { readonly readAt: number },
  tally: Tally,
): Promise<void> {
  if (strays.length === 0) return;
  const records = await deps.meetings.find([...new Set(strays.map(({ id }) => id))]);
  const known = new Map(records.map(({ meeting }) => [meeting.id, meeting]));
  const settle = async (stray: Stray): Promise<void> => {
    const record = known.get(stray.id);
    const verdict = judgeStray(stray, record, view);
    if (verdict.kind === 'over') await deps.strays.take(stray);
    // What has been ended is not listed at the next look, and over then.
    if (verdict.kind === 'end') await endRoom(deps, verdict.server, stray, tally);
    if (verdict.kind !== 'compare' || record === undefined) return;
    await keepFuller(deps, { meeting: stray, ...verdict }, { meeting: record, server: verdict.home }, tally);
  };
  await Promise.all(strays.map(settle));
}

/** One of two rooms of a meeting. */
interface Copy {
  readonly meeting: Stray;
  readonly server: Server;
}

/**
 * Who takes the stray decides, so that two pollers never end both rooms: the meeting goes back to it in the same
 * step, or it is ours to end. As many people in both: the one on record stays.
 */
async function keepFuller(deps: StrayDeps, stray: Copy, home: Copy, tally: Tally): Promise<void> {
  const [there, here] = await Promise.all([see(deps, stray), see(deps, home)]);
  if (there === undefined || here === undefined) return;
  if (isSameRoom(there, here)) {
    await deps.strays.take(stray.meeting);
  } else if (there.users > here.users) {
    const ttl = deps.config.defaultMeetingTtl;
    if (!(await deps.strays.reattach(stray.meeting, home.server.id, ttl))) return;
    tell(deps, 'taken back by the one that was away, which has more people in it', stray, home);
    await endRoom(deps, home.server, home.meeting, tally);
  } else if (await deps.strays.take(stray.meeting)) {
    tell(deps, 'ended on the one that was away', stray, home);
    const ended = await endRoom(deps, stray.server, stray.meeting, tally);
    if (!ended) await deps.strays.note([stray.meeting], deps.config.defaultMeetingTtl);
  }
}

function see(deps: StrayDeps, { meeting, server }: Copy): Promise<RoomSeen | undefined> {
  return seeRoom(deps, server, meeting.id);
}

function tell({ log }: StrayDeps, what: string, stray: Copy, home: Copy): void {
  const fields = { meeting: stray.meeting.id, server: stray.server.id, other: home.server.id };
  log.warn(fields, `meeting runs on two servers: ${what}`);
}
