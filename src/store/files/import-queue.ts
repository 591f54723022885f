import type { Config } from '../../config.ts';
import type { ImportQueue } from '../../recordings/import-queue.ts';
import { openSpool } from './spool.ts';
import { openWorkArea } from './work-area.ts';

/** The queue of the importers that share these directories. */
export function openImportQueue(config: Pick<Config, 'recordingSpoolDir' | 'recordingWorkDir'>): ImportQueue {
  return { spool: openSpool(config.recordingSpoolDir), work: openWorkArea(config.recordingWorkDir) };
}
