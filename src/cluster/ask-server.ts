import { type BbbClient, CallFailure } from '../bbb/client.ts';
import { createReplyFromInfo } from '../bbb/create-reply.ts';
import { readFields, readReply, readTenantId } from '../bbb/scanner.ts';
import type { ServerAddress } from './server.ts';
import type { Tenant } from './tenant.ts';

interface Deps {
  readonly client: BbbClient;
}

/** Whether the server says that the meeting runs. No answer, or none that can be read, counts as no. */
export async function isMeetingRunning(
  deps: Deps,
  server: ServerAddress,
  meetingId: string,
): Promise<boolean> {
  const reply = await ask(deps, server, 'isMeetingRunning', meetingId);
  const fields = reply && readFields(reply, ['returncode', 'running']);
  return fields?.['returncode'] === 'SUCCESS' && fields['running']?.trim() === 'true';
}

/** Whether the server says that it has no such meeting any more. No answer, or none that can be read, counts as no. */
export async function isMeetingOver(deps: Deps, server: ServerAddress, meetingId: string): Promise<boolean> {
  const info = await ask(deps, server, 'getMeetingInfo', meetingId);
  const fields = info && readFields(info, ['returncode', 'messageKey', 'endTime', 'hasBeenForciblyEnded']);
  if (fields?.['returncode'] !== 'SUCCESS') return fields?.['messageKey'] === 'notFound';
  // Some list one that has ended for a while.
  return Number(fields['endTime'] ?? 0) > 0 || fields['hasBeenForciblyEnded']?.trim() === 'true';
}

/** What a server says of a meeting. */
export type Found =
  /** With its answer to a create, put together from what it says. */
  | { readonly kind: 'there'; readonly reply: Buffer }
  /** It is there, but not this tenant's. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'absent' }
  /** The server can't be asked, or refuses to say (a wrong secret, say) in its own words. */
  | { readonly kind: 'unclear'; readonly reply: Buffer | undefined };

/** Whether the server has the meeting. `tenant` undefined: whosoever's. */
export async function askForMeeting(
  deps: Deps,
  server: ServerAddress,
  { meetingId, tenant }: { readonly meetingId: string; readonly tenant: Tenant | undefined },
): Promise<Found> {
  const info = await ask(deps, server, 'getMeetingInfo', meetingId);
  const head = info && readReply(info);
  if (head?.returncode === 'FAILED')
    return head.messageKey === 'notFound' ? { kind: 'absent' } : { kind: 'unclear', reply: info };
  const reply = info && head?.returncode === 'SUCCESS' ? createReplyFromInfo(info) : undefined;
  if (info === undefined || reply === undefined) return { kind: 'unclear', reply: undefined };
  if (tenant !== undefined && readTenantId(info) !== tenant.id) return { kind: 'foreign' };
  return { kind: 'there', reply };
}

async function ask(
  { client }: Deps,
  server: ServerAddress,
  call: string,
  meetingId: string,
): Promise<Buffer | undefined> {
  try {
    return await client.call(server, { call, params: [{ name: 'meetingID', value: meetingId }] });
  } catch (error) {
    if (error instanceof CallFailure) return undefined;
    throw error;
  }
}
