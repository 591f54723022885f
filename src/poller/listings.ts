import type { ListedMeeting } from '../bbb/scanner.ts';
import type { Server } from '../cluster/server.ts';
import type { Answer } from './ask.ts';
import type { ListedRoom, Listing } from './reconcile.ts';

/** Keeps what reconciling needs of a server's answer; a failed one takes nothing away. */
export function keepListing(
  listings: Map<string, Listing>,
  { id, url, secret }: Server,
  answer: Answer<readonly ListedMeeting[]>,
): void {
  if (answer.kind !== 'answered') return;
  const rooms = new Map(answer.value.map((meeting) => [meeting.meetingID, room(meeting)]));
  listings.set(id, { url, secret, askedAt: answer.askedAt, rooms });
}

function room({ internalMeetingID, createTime }: ListedMeeting): ListedRoom {
  return { internalMeetingID, createTime };
}
