import type { Area, RecordingFiles, RecordingStore } from './ports.ts';
import type { Recording } from './recording.ts';

/** A folder of recording files, and the row there is for it. */
export interface FoundFolder {
  readonly area: Area;
  readonly format: string;
  readonly recordId: string;
  readonly recording: Recording | undefined;
}

const CHUNK = 250;
const AREAS: readonly Area[] = ['published', 'unpublished'];

/** Every folder there is. */
export async function* allFolders(deps: {
  readonly recordings: Pick<RecordingStore, 'find'>;
  readonly files: Pick<RecordingFiles, 'list'>;
}): AsyncIterable<FoundFolder> {
  for (const area of AREAS) {
    let batch: { readonly recordId: string; readonly format: string }[] = [];
    for await (const folder of deps.files.list(area)) {
      batch.push(folder);
      if (batch.length < CHUNK) continue;
      yield* withRows(deps.recordings, area, batch);
      batch = [];
    }
    yield* withRows(deps.recordings, area, batch);
  }
}

async function* withRows(
  recordings: Pick<RecordingStore, 'find'>,
  area: Area,
  batch: readonly { readonly recordId: string; readonly format: string }[],
): AsyncIterable<FoundFolder> {
  if (batch.length === 0) return;
  const found = await recordings.find(batch.map(({ recordId }) => recordId));
  const byId = new Map(found.map((recording) => [recording.recordId, recording]));
  for (const { recordId, format } of batch) {
    yield { area, format, recordId, recording: byId.get(recordId) };
  }
}

/** Whether the row knows of the folder's format. */
export function isKnown({ recording, format }: FoundFolder): boolean {
  return recording?.formats.some((one) => one.format === format) ?? false;
}
