import type { IncomingMessage } from 'node:http';
import type { Log } from '../../cluster/log.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import type { Config } from '../../config.ts';
import type { OpenedFile, RecordingFiles, RecordingStore } from '../../recordings/ports.ts';
import type { Addressed } from '../tenant-host.ts';

/** The files of the player for presentations. */
export interface PlayerFiles {
  /** By the decoded path. Undefined: there is none, or the path leads out of the directory. */
  open(path: string): Promise<OpenedFile | undefined>;
}

/** What playback needs. */
export interface PlaybackDeps {
  readonly config: Config;
  readonly log: Log;
  readonly store: Pick<ClusterStore, 'tokens' | 'tenants'>;
  /** Undefined with DB_DISABLED. */
  readonly recordings: Pick<RecordingStore, 'find'> | undefined;
  readonly files: Pick<RecordingFiles, 'open'>;
  /** Undefined without PLAYBACK_DIR. */
  readonly player: PlayerFiles | undefined;
  readonly now: () => number;
}

/** A request whose host has been let in. */
export interface PlaybackRequest extends Addressed {
  readonly message: IncomingMessage;
}
