import type { Output } from '../command.ts';
import { writeArchive } from './archive.ts';
import { type ArchiveFormat, archiveFormats, type RecordingOptions } from './recording.ts';

/** What `scalelite simulate archive` was asked for. */
export interface ArchivesCommand extends Omit<RecordingOptions, 'seed' | 'formats'> {
  readonly directory: string;
  readonly count: number;
  readonly seed: string;
  /** Separated by commas. */
  readonly formats?: string | undefined;
}

/** The line for a user who asked for something that is not there. */
class BadArchiveRequest extends Error {
  override readonly name = 'BadArchiveRequest';
}

/** Writes archives and tells their paths. Throws BadArchiveRequest. */
export async function writeArchives(command: ArchivesCommand, out: Output): Promise<void> {
  const { directory, count, seed, formats, ...options } = command;
  if (count > 1 && options.recordId !== undefined) {
    throw new BadArchiveRequest('several recordings can not have one record id');
  }
  const wanted = formats === undefined ? {} : { formats: formats.split(',').map(formatOf) };
  for (let number = 1; number <= count; number++) {
    const { path } = await writeArchive(directory, { ...options, ...wanted, seed: `${seed} ${number}` });
    out.write(`${path}\n`);
  }
}

function formatOf(text: string): ArchiveFormat {
  const format = archiveFormats.find((known) => known === text.trim());
  if (format === undefined) {
    throw new BadArchiveRequest(`there is no format '${text}' (there are: ${archiveFormats.join(', ')})`);
  }
  return format;
}
