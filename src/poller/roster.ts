import type { ListedMeeting } from '../bbb/scanner.ts';
import { isAwaited } from '../cluster/awaited.ts';
import type { Attendance, Roster } from '../cluster/roster.ts';
import type { Outcome } from './sample.ts';

type Listed = Pick<
  ListedMeeting,
  'meetingID' | 'meetingName' | 'participantCount' | 'createTime' | 'isBreakout'
>;

/** Breakout rooms are on record nowhere, and who is in one is in the main room too. */
export function rosterOf(listed: readonly Listed[]): Roster {
  const own = listed.filter(({ isBreakout }) => !isBreakout);
  return new Map(
    own.map(({ meetingID, meetingName: name, participantCount: users, createTime }): [string, Attendance] => [
      meetingID,
      { name, users, createdAt: createTime > 0 ? createTime : undefined },
    ]),
  );
}

export const NO_ROSTER: Roster = new Map();

/**
 * Whether what a server said counts no more after a poll. While it fails that stays, as its meetings do, until it is
 * offline and not, or no longer, waited for.
 */
export function isLost({ before, next }: Outcome): boolean {
  const { state, online, awaitedUntil } = { ...before, ...next };
  return !online && !isAwaited({ state, online, ...(awaitedUntil !== undefined && { awaitedUntil }) });
}
