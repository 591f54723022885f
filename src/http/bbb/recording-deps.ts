import type { Log } from '../../cluster/log.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import type { Config } from '../../config.ts';
import type { RecordingFiles, RecordingStore } from '../../recordings/ports.ts';

/** What the calls of recordings need. */
export interface RecordingDeps {
  readonly config: Config;
  readonly log: Log;
  readonly store: Pick<ClusterStore, 'tokens' | 'leases'>;
  /** Undefined with DB_DISABLED. */
  readonly recordings: RecordingStore | undefined;
  readonly files: RecordingFiles;
  readonly newId: () => string;
}

/** The recordings; undefined where there are none, by RECORDING_DISABLED or DB_DISABLED. */
export function recordingsIn({
  config,
  recordings,
}: Pick<RecordingDeps, 'config' | 'recordings'>): RecordingStore | undefined {
  return config.recordingDisabled ? undefined : recordings;
}
