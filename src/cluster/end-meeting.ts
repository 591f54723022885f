import { type BbbClient, CallFailure } from '../bbb/client.ts';
import { errors } from '../bbb/errors.ts';
import type { Params } from '../bbb/query.ts';
import { readReply } from '../bbb/scanner.ts';
import type { Log } from './log.ts';
import type { Meeting } from './meeting.ts';
import type { Located, MeetingStore } from './ports.ts';
import type { ServerAddress } from './server.ts';
import type { UseLimit } from './use.ts';

export interface EndRequest {
  readonly password: string | undefined;
  /** Those it was placed under, whose place is free when it goes. */
  readonly limits: readonly UseLimit[];
}

/**
 * Ends a meeting at a client's word and returns the server's answer. The record goes when BBB has ended the
 * meeting or does not know it; an unreachable server keeps it. Throws BbbError.
 */
export async function endMeeting(
  deps: { readonly client: BbbClient; readonly meetings: MeetingStore },
  { meeting, server }: Located,
  { password, limits }: EndRequest,
): Promise<Buffer> {
  const reply = await deps.client.call(server, { call: 'end', params: endParams(meeting.id, password) });
  const head = readReply(reply);
  if (head === undefined) throw errors.noReturncode();
  if (head.returncode === 'SUCCESS' || head.messageKey === 'notFound') {
    await deps.meetings.forget(meeting.id, server.id, { limits });
  }
  return reply;
}

/** Tells a server that may not be there to end a meeting that is no longer on record; nobody waits for it. */
export function endQuietly(
  deps: { readonly client: BbbClient; readonly log: Log },
  server: ServerAddress,
  meeting: Pick<Meeting, 'id' | 'moderatorPw'>,
): void {
  deps.client
    .call(server, { call: 'end', params: endParams(meeting.id, meeting.moderatorPw) })
    .catch((error: unknown) => {
      const reason = error instanceof CallFailure ? error.reason : String(error);
      deps.log.debug({ server: server.id, meeting: meeting.id, reason }, 'end: no answer');
    });
}

function endParams(meetingId: string, password: string | undefined): Params {
  const params = [{ name: 'meetingID', value: meetingId }];
  return password === undefined ? params : [...params, { name: 'password', value: password }];
}
