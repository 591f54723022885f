import type { RecordingStore } from './ports.ts';
import { type Recording, tenantOf } from './recording.ts';

/** The recordings of these ids that a caller may know of: a tenant its own; without tenancy (undefined) all. */
export async function ownRecordings(
  recordings: Pick<RecordingStore, 'find'>,
  recordIds: readonly string[],
  tenantId: string | undefined,
): Promise<Recording[]> {
  const found = await recordings.find(recordIds);
  return tenantId === undefined ? found : found.filter((recording) => tenantOf(recording) === tenantId);
}
