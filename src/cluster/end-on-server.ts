import { type BbbClient, CallFailure } from '../bbb/client.ts';
import { readReply } from '../bbb/scanner.ts';
import type { Meeting } from './meeting.ts';
import { reasons } from './reasons.ts';
import type { ServerAddress } from './server.ts';

/** Tells a server to end a meeting. Resolves to undefined when it is over there, else to the reason why not. */
export type EndOnServer = (
  server: ServerAddress,
  meeting: Pick<Meeting, 'id' | 'moderatorPw'>,
) => Promise<string | undefined>;

/** Sends `end`. A server that does not know the meeting (any more) has nothing left to end. */
export function createEndOnServer(client: BbbClient): EndOnServer {
  return async (server, meeting) => {
    const params = [
      { name: 'meetingID', value: meeting.id },
      { name: 'password', value: meeting.moderatorPw },
    ];
    try {
      return failureOf(await client.call(server, { call: 'end', params }));
    } catch (error) {
      if (error instanceof CallFailure) return error.message;
      throw error;
    }
  };
}

function failureOf(reply: Buffer): string | undefined {
  const head = readReply(reply);
  if (head === undefined) return reasons.noReturncode;
  if (head.returncode === 'SUCCESS' || head.messageKey === 'notFound') return undefined;
  return head.message ?? head.messageKey ?? head.returncode;
}
