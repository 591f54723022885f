import { type BbbClient, CallFailure } from '../bbb/client.ts';
import { readFields } from '../bbb/scanner.ts';
import type { Server } from './server.ts';

/** Whether the server says that the meeting runs. No answer, or none that can be read, counts as no. */
export async function isMeetingRunning(
  deps: { readonly client: BbbClient },
  server: Server,
  meetingId: string,
): Promise<boolean> {
  try {
    const params = [{ name: 'meetingID', value: meetingId }];
    const reply = await deps.client.call(server, { call: 'isMeetingRunning', params });
    const fields = readFields(reply, ['returncode', 'running']);
    return fields?.['returncode'] === 'SUCCESS' && fields['running']?.trim() === 'true';
  } catch (error) {
    if (error instanceof CallFailure) return false;
    throw error;
  }
}
