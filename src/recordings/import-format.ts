import type { UnpackedFormat } from './import-ports.ts';
import { BadMetadata, MAX_METADATA_BYTES, readMetadata } from './metadata.ts';
import { isFolderName } from './names.ts';
import { ofOwnMeeting } from './own-meeting.ts';
import type { ImportedRecording } from './recording.ts';

/** What the operator has decided of all recordings. */
export interface ImportSettings {
  /** RECORDING_IMPORT_UNPUBLISHED */
  readonly recordingImportUnpublished: boolean;
  /** PROTECTED_RECORDINGS_ENABLED */
  readonly protectedRecordingsEnabled: boolean;
}

/** A recording as one of its formats tells of it. */
export interface ReadFormat {
  readonly recording: ImportedRecording;
  /** What its meeting is called inside, which callbacks are kept under. */
  readonly insideId: string;
}

/** What a format's metadata.xml and the settings make of it. Throws BadMetadata. */
export async function readFormat(unpacked: UnpackedFormat, settings: ImportSettings): Promise<ReadFormat> {
  const { format, recordId } = unpacked;
  // They become parts of paths and links.
  if (!isFolderName(format) || !isFolderName(recordId)) {
    throw new BadMetadata('the names of its folders are none that a format and a recording can have');
  }
  const told = readMetadata(await unpacked.metadata(MAX_METADATA_BYTES + 1));
  if (told.recordId !== recordId || told.format.format !== format) {
    throw new BadMetadata('metadata.xml is of another recording or format than its folder');
  }
  const recording = {
    ...withSettings(ofOwnMeeting(told), settings),
    protected: settings.protectedRecordingsEnabled,
  };
  return { recording, insideId: told.meetingId };
}

function withSettings(
  told: Omit<ImportedRecording, 'protected'>,
  { recordingImportUnpublished }: ImportSettings,
): Omit<ImportedRecording, 'protected'> {
  if (!recordingImportUnpublished) return told;
  return { ...told, published: false, state: told.state === 'published' ? 'unpublished' : told.state };
}
