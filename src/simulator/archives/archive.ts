import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { recordingFiles } from './files.ts';
import { type RecordingOptions, type SimulatedRecording, simulateRecording } from './recording.ts';
import { writeTar } from './tar.ts';

/** The archive of a recording as a BBB server sends it, piece by piece, of whatever size. */
export function recordingArchive(recording: SimulatedRecording): Generator<Buffer, void, undefined> {
  return writeTar(recordingFiles(recording));
}

export interface WrittenArchive {
  readonly path: string;
  readonly recording: SimulatedRecording;
}

/** Writes an archive into a directory (a spool), as RECORDID.tar, complete at once. */
export async function writeArchive(
  directory: string,
  options: RecordingOptions = {},
): Promise<WrittenArchive> {
  const recording = simulateRecording(options);
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${recording.recordId}.tar`);
  const unfinished = join(directory, `.${recording.recordId}.tar.unfinished`);
  await pipeline(Readable.from(recordingArchive(recording)), createWriteStream(unfinished));
  await rename(unfinished, path);
  return { path, recording };
}
