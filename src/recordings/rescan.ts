import { allFolders, type FoundFolder, isKnown } from './folders.ts';
import { BadMetadata, MAX_METADATA_BYTES, readMetadata } from './metadata.ts';
import { ofOwnMeeting } from './own-meeting.ts';
import type { Area, RecordingFiles, RecordingStore } from './ports.ts';
import type { ImportedRecording } from './recording.ts';

export interface RescanDeps {
  readonly recordings: Pick<RecordingStore, 'find' | 'put'>;
  readonly files: Pick<RecordingFiles, 'list' | 'open' | 'move'>;
  /** PROTECTED_RECORDINGS_ENABLED */
  readonly protect: boolean;
  /** Brings deleted recordings back whose files are there. */
  readonly revive: boolean;
  /** Hears how many folders were looked at. */
  readonly progress?: ((done: number) => void) | undefined;
}

export interface Rescanned {
  readonly recordId: string;
  readonly format: string;
  /** Why no row could be made; undefined: it was. */
  readonly failed: string | undefined;
}

/**
 * Makes the rows that are missing from the metadata.xml beside the files. What lies in the published area is
 * published, unless somebody has decided otherwise of the recording: then the files go where they belong.
 */
export async function* rescanRecordings(deps: RescanDeps): AsyncIterable<Rescanned> {
  let done = 0;
  for await (const folder of allFolders(deps)) {
    deps.progress?.(++done);
    const isDeleted = folder.recording?.state === 'deleted';
    if (isDeleted ? !deps.revive : isKnown(folder)) continue;
    const { recordId, format } = folder;
    try {
      // Another of its formats may have brought it back already.
      if ((await addRow(deps, folder)) === 'deleted') continue;
      yield { recordId, format, failed: undefined };
    } catch (error) {
      if (!(error instanceof BadMetadata)) throw error;
      yield { recordId, format, failed: error.message };
    }
  }
}

async function addRow(deps: RescanDeps, folder: FoundFolder): Promise<'written' | 'deleted'> {
  const { area, format, recordId } = folder;
  const told = readMetadata(await metadataOf(deps.files, folder));
  if (told.recordId !== recordId || told.format.format !== format)
    throw new BadMetadata('metadata.xml is of another recording or format than its folder');
  const imported: ImportedRecording = {
    ...ofOwnMeeting(told),
    published: area === 'published',
    state: area,
    protected: deps.protect,
  };
  const put = await deps.recordings.put(imported, { revive: deps.revive });
  if (put.kind === 'deleted') return 'deleted';
  const belongs: Area = put.published ? 'published' : 'unpublished';
  if (belongs !== area) await deps.files.move(recordId, format, belongs);
  return 'written';
}

async function metadataOf(
  files: Pick<RecordingFiles, 'open'>,
  { area, format, recordId }: FoundFolder,
): Promise<Buffer> {
  const file = await files.open(area, format, recordId, 'metadata.xml');
  if (!file) throw new BadMetadata('there is no metadata.xml');
  try {
    if (file.size > MAX_METADATA_BYTES) throw new BadMetadata('metadata.xml is too large');
    const pieces: Buffer[] = await file.read().toArray();
    return Buffer.concat(pieces);
  } finally {
    await file.close();
  }
}
