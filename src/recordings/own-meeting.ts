import { OWN_MEETING_ID, ownId } from '../cluster/isolated-id.ts';
import type { RecordingMetadata } from './metadata.ts';
import { tenantOf } from './recording.ts';

/**
 * What metadata.xml says, with the meeting's ID as its tenant has it, when it is called otherwise inside
 * (TENANT_MEETING_IDS). So it stays true whatever is set later.
 */
export function ofOwnMeeting(told: RecordingMetadata): RecordingMetadata {
  const tenantId = tenantOf(told);
  if (tenantId === undefined) return told;
  const named = told.metadata.find(({ key }) => key === OWN_MEETING_ID)?.value;
  const meetingId = ownId(tenantId, told.meetingId, named);
  if (meetingId === undefined) return told;
  return { ...told, meetingId, metadata: told.metadata.filter(({ key }) => key !== OWN_MEETING_ID) };
}
