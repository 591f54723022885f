import type { Log } from '../cluster/log.ts';
import type { Meeting } from '../cluster/meeting.ts';
import type { MeetingStore } from '../cluster/ports.ts';
import type { ServerAddress } from '../cluster/server.ts';
import { type Asker, fieldReader } from './ask.ts';
import { isSameRoom, type ListedRoom, type SecondCopy } from './reconcile.ts';
import type { Tally } from './report.ts';

export interface EndDeps {
  readonly meetings: Pick<MeetingStore, 'find'>;
  readonly asker: Asker;
  readonly log: Log;
}

const readEnd = fieldReader([]);
const readRoom = fieldReader(['internalMeetingID', 'createTime', 'participantCount']);

/** A room as its server tells of it when asked. */
export type RoomSeen = ListedRoom & { readonly users: number };

/** Tells a server to end a meeting, best effort. False: it did not say that it has. */
export async function endRoom(
  { asker }: Pick<EndDeps, 'asker'>,
  server: ServerAddress,
  meeting: Pick<Meeting, 'id' | 'moderatorPw'>,
  tally: Tally,
): Promise<boolean> {
  const params = [
    { name: 'meetingID', value: meeting.id },
    { name: 'password', value: meeting.moderatorPw },
  ];
  const answer = await asker.ask(server, { call: 'end', params }, readEnd);
  if (answer.kind !== 'answered') return false;
  tally.ended += 1;
  return true;
}

/** Asks a server for a room. Undefined: it does not answer, or does not have it. */
export async function seeRoom(
  { asker }: Pick<EndDeps, 'asker'>,
  server: ServerAddress,
  meetingId: string,
): Promise<RoomSeen | undefined> {
  const params = [{ name: 'meetingID', value: meetingId }];
  const info = await asker.ask(server, { call: 'getMeetingInfo', params }, readRoom);
  if (info.kind !== 'answered') return undefined;
  return {
    internalMeetingID: info.value['internalMeetingID'] ?? '',
    createTime: Number(info.value['createTime'] ?? Number.NaN),
    users: Number(info.value['participantCount']) || 0,
  };
}

/** Ends those copies that still are second ones: the record is read and the meeting's server asked once more. */
export async function endSecondCopies(
  deps: EndDeps,
  copies: readonly SecondCopy[],
  tally: Tally,
): Promise<void> {
  if (copies.length === 0) return;
  const records = await deps.meetings.find([...new Set(copies.map(({ meeting }) => meeting.id))]);
  const homes = new Map(records.map(({ meeting }) => [meeting.id, meeting.serverId]));
  const still = copies.filter(({ meeting, home }) => homes.get(meeting.id) === home.id);
  await Promise.all(still.map((copy) => endSecondCopy(deps, copy, tally)));
}

async function endSecondCopy(deps: EndDeps, copy: SecondCopy, tally: Tally): Promise<void> {
  const { meeting, home, elsewhere, room } = copy;
  const seen = await seeRoom(deps, home, meeting.id);
  if (seen === undefined || isSameRoom(seen, room)) return;
  deps.log.warn(
    { meeting: meeting.id, server: home.id, other: elsewhere.id },
    'meeting runs on two servers: ended on the one it is not on record for',
  );
  await endRoom(deps, elsewhere, meeting, tally);
}
