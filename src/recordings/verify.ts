import { allFolders, isKnown } from './folders.ts';
import type { RecordingFiles, RecordingStore } from './ports.ts';
import type { Recording } from './recording.ts';

export const problems = {
  noFiles: 'its row names a format that has no files',
  wrongPlace: 'its files lie where those of the other state belong',
  bothPlaces: 'its files lie in both places',
  noRow: 'its files have no row',
  deleted: 'it was deleted, but its files are there',
} as const;

export interface Finding {
  readonly problem: keyof typeof problems;
  readonly recordId: string;
  readonly format: string;
}

export interface VerifyDeps {
  readonly recordings: Pick<RecordingStore, 'list' | 'find'>;
  readonly files: Pick<RecordingFiles, 'where' | 'list'>;
  /** Hears how many rows and folders were looked at. */
  readonly progress?: ((done: number) => void) | undefined;
}

/** Compares rows and files; changes nothing. What is imported meanwhile may be told of though it is well. */
export async function* verifyRecordings(deps: VerifyDeps): AsyncIterable<Finding> {
  let done = 0;
  for await (const chunk of deps.recordings.list({ states: 'any' })) {
    for (const recording of chunk) yield* lookAt(deps.files, recording);
    done += chunk.length;
    deps.progress?.(done);
  }
  for await (const folder of allFolders(deps)) {
    const { recordId, format, recording } = folder;
    if (recording?.state === 'deleted') yield { problem: 'deleted', recordId, format };
    else if (!isKnown(folder)) yield { problem: 'noRow', recordId, format };
    deps.progress?.(++done);
  }
}

async function* lookAt(
  files: Pick<RecordingFiles, 'where'>,
  { recordId, formats, published, state }: Recording,
): AsyncIterable<Finding> {
  if (state === 'deleted') return;
  for (const { format } of formats) {
    const where = await files.where(recordId, format);
    if (!where.published && !where.unpublished) yield { problem: 'noFiles', recordId, format };
    else if (where.published && where.unpublished) yield { problem: 'bothPlaces', recordId, format };
    else if (where.published !== published) yield { problem: 'wrongPlace', recordId, format };
  }
}
