import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from './callbacks/ports.ts';
import { recordingReady } from './callbacks/recording-ready.ts';
import type { ImportedFile } from './cli/services.ts';
import { createLeaseKeeper } from './cluster/lease-keeper.ts';
import type { Log } from './cluster/log.ts';
import type { ClusterStore } from './cluster/ports.ts';
import type { Config } from './config.ts';
import { type ImporterDeps, type ImportOutcome, startImporter } from './importer/importer.ts';
import type { DatabaseStore } from './operations/ports.ts';
import { createClaims } from './recordings/claims.ts';
import { importTar } from './recordings/import-tar.ts';
import { patiently } from './recordings/patience.ts';
import type { RecordingFiles } from './recordings/ports.ts';
import { tenantOf } from './recordings/recording.ts';
import { openSpool } from './store/files/spool.ts';
import { openWorkArea } from './store/files/work-area.ts';
import type { Running } from './workers.ts';

export type ImportConfig = Pick<
  Config,
  | 'recordingDisabled'
  | 'recordingSpoolDir'
  | 'recordingWorkDir'
  | 'recordingImportPoll'
  | 'recordingImportPollIntervalMs'
  | 'recordingImportUnpublished'
  | 'recordingMaxBytes'
  | 'recordingMaxEntries'
  | 'protectedRecordingsEnabled'
  | 'dbConnectionRetryCount'
>;

/** What an importer is made of. */
export interface ImportingParts {
  readonly config: ImportConfig;
  readonly log: Log;
  readonly store: Pick<ClusterStore, 'leases'>;
  /** Undefined with DB_DISABLED: then nothing is imported. */
  readonly database: Pick<DatabaseStore, 'recordings' | 'callbackData'> | undefined;
  readonly callbacks: { readonly outbox: { add(event: NewEvent): Promise<void> } };
  readonly files: RecordingFiles;
  /** Hears of each that was tried; left out: nobody does. */
  readonly onImport?: (done: ImportOutcome) => void;
}

/** For the tar that is being imported when the process is told to stop: below the 120 s that its unit is given. */
const FINISH_MS = 110_000;

/** Imports what comes into the spool, until it is stopped. */
export function startImporting(parts: ImportingParts): Running {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const opened = openImporter(parts);
  const importer = opened && startImporter(opened.deps);
  if (!importer) parts.log.info({}, 'recordings are disabled: none is imported');
  return {
    graceMs: FINISH_MS,
    done,
    stop: async () => {
      await importer?.stop();
      await opened?.close();
      resolve();
    },
  };
}

interface OpenedImporter {
  readonly deps: ImporterDeps;
  /** Gives back what is claimed. */
  close(): Promise<void>;
}

/** Undefined: recordings are disabled. */
export function openImporter({
  config,
  log,
  store,
  database,
  files,
  callbacks,
  onImport = () => {},
}: ImportingParts): OpenedImporter | undefined {
  if (config.recordingDisabled || database === undefined) return undefined;
  const { recordings, callbackData } = database;
  const keeper = createLeaseKeeper(store.leases, randomUUID());
  const deps: ImporterDeps = {
    spool: openSpool(config.recordingSpoolDir),
    work: openWorkArea(config.recordingWorkDir),
    claims: createClaims(keeper),
    files,
    recordings,
    callbackData,
    ready: (recording, occasion, insideId) => {
      const { meetingId, recordId } = recording;
      return recordingReady(
        { ...callbacks, callbackData },
        { meetingId, insideId, recordId, tenantId: tenantOf(recording), occasion },
      );
    },
    settings: config,
    limits: { maxBytes: config.recordingMaxBytes, maxEntries: config.recordingMaxEntries },
    retries: config.dbConnectionRetryCount,
    intervalMs: config.recordingImportPollIntervalMs,
    watched: config.recordingImportPoll ? undefined : config.recordingSpoolDir,
    log,
    onImport,
    now: Date.now,
  };
  return { deps, close: () => keeper.close() };
}

/**
 * Imports a tar here and now, from wherever it is; it stays there. What keeps it from being done is thrown,
 * and the spool has a copy of it then, for the importer.
 */
export async function importFile(parts: ImportingParts, file: string): Promise<ImportedFile> {
  const opened = openImporter(parts);
  if (opened === undefined) return { kind: 'disabled' };
  const { spool, claims, retries, ...deps } = opened.deps;
  const importing = {
    ...{ ...deps, spool },
    patiently: <T>(work: () => Promise<T>) => patiently({ retries, wait: sleep }, work),
  };
  try {
    const received = await spool.receive(basename(file), contentOf(file), Number.MAX_SAFE_INTEGER);
    if (received.kind !== 'received') return { kind: 'taken' };
    const { tar } = received;
    const result = await claims.whileMine(tar.name, () => importTar(importing, tar));
    return result === 'claimed' || result.kind === 'changed' ? { kind: 'claimed' } : result;
  } finally {
    await opened.close();
  }
}

/** Opened when it is read: until then nobody would hear that it is not there. */
async function* contentOf(file: string): AsyncGenerator<Buffer> {
  yield* createReadStream(file) as AsyncIterable<Buffer>;
}
