import { type DeleteDeps, deleteRecordings } from './delete.ts';
import type { RecordingStore } from './ports.ts';
import type { Recording } from './recording.ts';

export interface PruneRequest {
  /** Milliseconds since 1970. */
  readonly startedBefore: number;
  readonly tenantId?: string | undefined;
  /** Only tells what would go. */
  readonly dryRun: boolean;
}

/**
 * Deletes the recordings that started before a time; those of unknown start stay. Yields them as they go,
 * and those whose files could not be removed with `failed`.
 */
export async function* pruneRecordings(
  deps: DeleteDeps & { readonly recordings: Pick<RecordingStore, 'list'> },
  { startedBefore, tenantId, dryRun }: PruneRequest,
): AsyncIterable<{ readonly recording: Recording; readonly failed: boolean }> {
  for await (const chunk of deps.recordings.list({ startedBefore, tenantId, states: 'any' })) {
    for (const recording of chunk) {
      if (recording.state === 'deleted') continue;
      const failed = !dryRun && !(await isDeleted(deps, recording));
      yield { recording, failed };
    }
  }
}

async function isDeleted(deps: DeleteDeps, { recordId }: Recording): Promise<boolean> {
  try {
    return (await deleteRecordings(deps, { recordIds: [recordId] })).length > 0;
  } catch (error) {
    deps.log.error({ recordId, err: error }, 'a recording could not be deleted');
    return false;
  }
}
