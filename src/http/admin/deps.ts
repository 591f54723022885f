import type { BbbClient } from '../../bbb/client.ts';
import type { Log } from '../../cluster/log.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import type { Config } from '../../config.ts';
import type { DatabaseStore } from '../../operations/ports.ts';
import type { ImportQueue } from '../../recordings/import-queue.ts';
import type { RecordingFiles } from '../../recordings/ports.ts';

/** What the calls of the JSON admin API need. */
export interface AdminDeps {
  readonly store: ClusterStore;
  /** Undefined with DB_DISABLED: there are no tokens, and no audit log. */
  readonly database: DatabaseStore | undefined;
  readonly files: RecordingFiles;
  readonly client: BbbClient;
  /** The recordings that come in. */
  readonly importQueue: ImportQueue;
  readonly config: Config;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Makes a UUID. */
  readonly newId: () => string;
  readonly log: Log;
  /** Counts calls, by what became of them: both of bounded sets of words. */
  readonly countAdmin: (call: string, outcome: string) => void;
  /** From then on streams end. */
  readonly isStopping: () => boolean;
  /** After which it is looked again whether who hears the stream of events still may; default 15 s. */
  readonly eventsCheckMs?: number;
}
