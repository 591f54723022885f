import type { Meeting } from './meeting.ts';
import type { MeetingStore } from './ports.ts';

/** The meetings on record, by the id of their server, each list in the order of the ids. */
export async function meetingsByServer(
  meetings: Pick<MeetingStore, 'records'>,
): Promise<ReadonlyMap<string, readonly Meeting[]>> {
  const found = new Map<string, Meeting[]>();
  for await (const chunk of meetings.records()) {
    for (const { meeting } of chunk) {
      const list = found.get(meeting.serverId);
      if (list) list.push(meeting);
      else found.set(meeting.serverId, [meeting]);
    }
  }
  for (const list of found.values()) list.sort((a, b) => (a.id < b.id ? -1 : 1));
  return found;
}

/** The meetings on record for one server, in the order of their ids. */
export async function meetingsOf(
  meetings: Pick<MeetingStore, 'records'>,
  serverId: string,
): Promise<readonly Meeting[]> {
  return (await meetingsByServer(meetings)).get(serverId) ?? [];
}
