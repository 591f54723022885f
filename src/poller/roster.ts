import type { ListedMeeting } from '../bbb/scanner.ts';
import { isAwaited } from '../cluster/awaited.ts';
import type { Attendance, Roster, RosterStore } from '../cluster/roster.ts';
import type { Server } from '../cluster/server.ts';
import type { Answer } from './ask.ts';
import type { Outcome } from './sample.ts';

/**
 * Keeps what a server said of its meetings. While it fails that stays, as its meetings do, until it is offline and not,
 * or no longer, waited for.
 */
export async function keepRoster(
  rosters: Pick<RosterStore, 'record'>,
  { id }: Server,
  answer: Answer<readonly ListedMeeting[]>,
  outcome: Outcome,
): Promise<void> {
  if (answer.kind === 'answered') await rosters.record(id, rosterOf(answer.value));
  else if (isLost(outcome)) await rosters.record(id, new Map());
}

type Listed = Pick<ListedMeeting, 'meetingID' | 'meetingName' | 'participantCount' | 'isBreakout'>;

/** Breakout rooms are on record nowhere, and who is in one is in the main room too. */
export function rosterOf(listed: readonly Listed[]): Roster {
  const own = listed.filter(({ isBreakout }) => !isBreakout);
  return new Map(
    own.map(({ meetingID, meetingName: name, participantCount: users }): [string, Attendance] => [
      meetingID,
      { name, users },
    ]),
  );
}

/** As it is after a poll. */
function isLost({ before, next }: Outcome): boolean {
  const { state, online, awaitedUntil } = { ...before, ...next };
  return !online && !isAwaited({ state, online, ...(awaitedUntil !== undefined && { awaitedUntil }) });
}
