import { errors } from '../bbb/errors.ts';
import type { Log } from '../cluster/log.ts';
import { ownRecordings } from './own.ts';
import type { RecordingFiles, RecordingStore } from './ports.ts';
import type { Recording } from './recording.ts';

export interface DeleteDeps {
  readonly recordings: Pick<RecordingStore, 'find' | 'markDeleted'>;
  readonly files: Pick<RecordingFiles, 'remove'>;
  readonly log: Log;
}

/**
 * Deletes recordings: their files, then what their rows say of them, so that one that was interrupted can be
 * done again. Returns those there were. Throws notFound when none of the ids is known, deleteFailed when the
 * files of one could not be removed (it stays; the others are gone).
 */
export async function deleteRecordings(
  deps: DeleteDeps,
  { recordIds, tenantId }: { readonly recordIds: readonly string[]; readonly tenantId?: string | undefined },
): Promise<Recording[]> {
  const found = await ownRecordings(deps.recordings, recordIds, tenantId);
  if (found.length === 0) throw errors.recordingsNotFound();
  const gone: Recording[] = [];
  for (const recording of found) if (await removeFiles(deps, recording)) gone.push(recording);
  if (gone.length > 0) await deps.recordings.markDeleted(gone.map(({ recordId }) => recordId));
  if (gone.length < found.length) throw errors.deleteFailed();
  return gone;
}

async function removeFiles({ files, log }: DeleteDeps, { recordId, formats }: Recording): Promise<boolean> {
  try {
    await files.remove(
      recordId,
      formats.map(({ format }) => format),
    );
    return true;
  } catch (error) {
    log.error({ recordId, err: error }, 'the files of a recording could not be removed');
    return false;
  }
}
