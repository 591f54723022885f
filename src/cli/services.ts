import type { Readable, Writable } from 'node:stream';
import type { Trail } from '../audit/trail.ts';
import type { BbbClient } from '../bbb/client.ts';
import type { ClusterStore } from '../cluster/ports.ts';
import type { Survey } from '../cluster/survey.ts';
import type { ConfigRow } from '../config/describe.ts';
import type { Config } from '../config.ts';
import type { Operate } from '../operations/operation.ts';
import type { DatabaseStore } from '../operations/ports.ts';
import type { ImportQueue } from '../recordings/import-queue.ts';
import type { ImportResult } from '../recordings/import-tar.ts';
import type { RecordingFiles } from '../recordings/ports.ts';
import type { Remote } from './remote.ts';

/** Where a command reads and prints. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** What runs until it is told to stop. */
export interface Running {
  stop(): Promise<void>;
  readonly done: Promise<void>;
}

/** `claimed`: a running importer was faster; `taken`: one of that name waits already. */
export type ImportedFile = ImportResult | { readonly kind: 'claimed' | 'taken' | 'disabled' };

/** Which part of a poll round. */
export type PollPart = 'all' | 'servers' | 'meetings' | 'versions';

/**
 * What commands work with. Each is loaded and opened when it is first asked for: `liveness` needs no
 * database driver. Whoever made it closes it.
 */
export interface Services {
  readonly terminal: Terminal;
  /** Throws ConfigError. */
  config(): Promise<Config>;
  /** The same for what serves: on one machine, secrets are made and kept if there are none yet. */
  servingConfig(): Promise<Config>;
  /** Every variable with its effective value and where it comes from. Throws ConfigError. */
  describeConfig(options: { readonly showSecrets: boolean }): Promise<readonly ConfigRow[]>;
  /**
   * The cluster state; in embedded mode with its schema up to date. What is changed through it is written to
   * the audit log. Throws StoreUnavailable.
   */
  store(): Promise<ClusterStore>;
  /** What lies in SQL in every mode; as a file with its schema up to date. Undefined with DB_DISABLED. */
  database(): Promise<DatabaseStore | undefined>;
  /** Where recording files lie: directories or S3. */
  recordingFiles(): Promise<RecordingFiles>;
  /** The recordings that come in. */
  importQueue(): Promise<ImportQueue>;
  /** Imports a tar here and now, as an importer would. Rejects with what keeps it from being done. */
  importFile(file: string): Promise<ImportedFile>;
  /** What Redis and PostgreSQL hold, as far as they are configured; nothing is written. Throws StoreUnavailable. */
  surveys(): Promise<readonly Survey[]>;
  /** Copies what lies in DATA_DIR into a new directory; bytes. Throws an Error that says what is in the way. */
  backUp(directory: string): Promise<readonly { readonly name: string; readonly size: number }[]>;
  client(): Promise<BbbClient>;
  /** Writes what is changed elsewhere to the audit log, once it is done. */
  trail(): Promise<Trail>;
  /** Does an operation: here, or at the balancer that was connected to. */
  readonly operate: Operate;
  /** Lets `operate` work at another balancer; left out, SCALELITE_URL and SCALELITE_TOKEN tell, if they are set. */
  connectTo(remote: Partial<Remote>): void;
  /** The balancer that `operate` works at; undefined: this machine's. */
  remote(): Remote | undefined;
  /** One round at once and in full, also while a poller runs. */
  pollOnce(part: PollPart): Promise<void>;
  serve(config: Config, parts: { poller: boolean; importer: boolean }): Promise<Running>;
  runPoller(config: Config): Promise<Running>;
  runImporter(config: Config): Promise<Running>;
  /** Waits until it ends, by itself or at a signal. */
  untilStopped(running: Running): Promise<void>;
  /** Aborted by SIGINT and SIGTERM, for commands that watch. */
  readonly interrupted: AbortSignal;
}
