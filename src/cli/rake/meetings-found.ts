import { type BbbClient, CallFailure } from '../../bbb/client.ts';
import { readReply } from '../../bbb/scanner.ts';
import type { Meeting } from '../../cluster/meeting.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import type { Server } from '../../cluster/server.ts';
import { CommandFailed } from '../output.ts';
import { idList } from './task.ts';

/** A meeting on record; `server` undefined: it is no longer in the pool. */
export interface Found {
  readonly meeting: Meeting;
  readonly server: Server | undefined;
}

/** The meetings of these ids, or all, in the order of their ids. Throws CommandFailed for an unknown one. */
export async function findMeetings(store: ClusterStore, ids: string | undefined): Promise<Found[]> {
  const servers = new Map((await store.servers.list()).map((server) => [server.id, server]));
  const meetings = ids === undefined ? await everyMeeting(store) : await named(store, idList(ids));
  return meetings.map((meeting) => ({ meeting, server: servers.get(meeting.serverId) }));
}

async function everyMeeting({ meetings }: ClusterStore): Promise<Meeting[]> {
  const all: Meeting[] = [];
  for await (const chunk of meetings.records()) all.push(...chunk.map(({ meeting }) => meeting));
  return all.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function named({ meetings }: ClusterStore, ids: readonly string[]): Promise<Meeting[]> {
  const found = new Map((await meetings.find(ids)).map(({ meeting }) => [meeting.id, meeting]));
  return ids.map((id) => {
    const meeting = found.get(id);
    if (meeting === undefined) throw new CommandFailed(`Couldn't find Meeting with id=${id}`);
    return meeting;
  });
}

/** What a server says of a meeting, or why it says nothing. */
export type Info = { readonly body: Buffer } | { readonly failure: string };

export async function askInfo(client: BbbClient, { meeting, server }: Found): Promise<Info> {
  if (server === undefined) return { failure: 'its server is no longer in the pool' };
  try {
    const params = [{ name: 'meetingID', value: meeting.id }];
    const body = await client.call(server, { call: 'getMeetingInfo', params });
    const head = readReply(body);
    if (head === undefined) return { failure: 'Response did not include returncode' };
    if (head.returncode === 'SUCCESS') return { body };
    return { failure: head.message ?? head.messageKey ?? head.returncode };
  } catch (error) {
    if (error instanceof CallFailure) return { failure: error.message };
    throw error;
  }
}
