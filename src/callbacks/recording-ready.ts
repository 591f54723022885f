import { createHash, randomUUID } from 'node:crypto';
import { signJwt } from '../bbb/jwt.ts';
import { encodeParams } from '../bbb/query.ts';
import { RECORDING_READY_URL } from '../cluster/callback-params.ts';
import { originOf } from '../cluster/sender.ts';
import type { CallbackDataStore } from '../recordings/ports.ts';
import type { NewEvent } from './ports.ts';
import { fieldsOf, type Rule } from './rule.ts';
import { signedRound } from './signed-round.ts';

export interface ReadyRecording {
  /** As the front-end has it. */
  readonly meetingId: string;
  /** What it is called inside, which the URL is kept under; left out: the same. */
  readonly insideId?: string;
  readonly recordId: string;
  readonly tenantId: string | undefined;
  /**
   * What tells this import from others of the same recording, such as its archive's name and time: done twice
   * with the same, it is told once. Left out: every time.
   */
  readonly occasion?: string;
}

/**
 * Tells the front-end that a recording is ready, if it wants to hear of it: to be called once the recording can
 * be listed. Resolves when that outlasts a crash. Throws StoreUnavailable.
 */
export async function recordingReady(
  deps: {
    readonly outbox: { add(event: NewEvent): Promise<void> };
    readonly callbackData: Pick<CallbackDataStore, 'find'>;
  },
  recording: ReadyRecording,
): Promise<void> {
  const { meetingId, insideId = meetingId, recordId, tenantId } = recording;
  const url = (await deps.callbackData.find(insideId))?.urls[RECORDING_READY_URL];
  const receiver = url === undefined ? undefined : originOf(url);
  if (receiver === undefined) return;
  const payload = JSON.stringify({ url, meeting_id: meetingId, record_id: recordId, tenant_id: tenantId });
  await deps.outbox.add({
    id: eventId(recording),
    kind: 'recording-ready',
    receiver,
    subject: recordId,
    payload,
  });
}

function eventId({ recordId, occasion }: ReadyRecording): string {
  if (occasion === undefined) return randomUUID();
  return createHash('sha256')
    .update(JSON.stringify(['recording-ready', recordId, occasion]))
    .digest('hex');
}

/** A form with a token that names the meeting and the recording, as BBB itself posts it. */
export const recordingReadyRule: Rule = async (deps, event, signal) => {
  const { url = '', meeting_id, record_id, tenant_id } = fieldsOf(event);
  return await signedRound({
    secrets: await deps.secretsOf(tenant_id),
    stopAt: [404, 410],
    post: (secret) => {
      const token = signJwt({ meeting_id, record_id }, secret, deps.jwtHash);
      return deps.sender.post({
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': event.id },
        body: encodeParams([{ name: 'signed_parameters', value: token }]),
        signal,
      });
    },
  });
};
