import type { Config } from '../../config.ts';
import type { RecordingFiles } from '../../recordings/ports.ts';
import { openFilesystem } from './filesystem.ts';

/** The settings that tell where recording files lie. */
export type FilesConfig = Pick<Config, 'recordingPublishDir' | 'recordingUnpublishDir'>;

/** The recording files as configured. */
export async function openRecordingFiles(config: FilesConfig): Promise<RecordingFiles> {
  return openFilesystem({
    published: config.recordingPublishDir,
    unpublished: config.recordingUnpublishDir,
  });
}
