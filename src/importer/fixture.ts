/** An importer on directories and a database of the test's own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { onTestFinished } from 'vitest';
import { freshDatabase, tempDir } from '../../test/helpers/index.ts';
import type { NewEvent } from '../callbacks/ports.ts';
import type { ClusterStore } from '../cluster/ports.ts';
import { type Config, loadConfig } from '../config.ts';
import { openImporter } from '../importing.ts';
import type { DatabaseStore } from '../operations/ports.ts';
import type { Recording } from '../recordings/recording.ts';
import { recordingFiles } from '../simulator/archives/files.ts';
import type { SimulatedRecording } from '../simulator/archives/recording.ts';
import { openRecordingFiles } from '../store/files/index.ts';
import { openClusterStore, openDatabaseStore } from '../store/index.ts';
import { type Importer, type ImporterDeps, startImporter } from './importer.ts';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Imports {
  readonly env: Readonly<Record<string, string>>;
  readonly directories: Readonly<Record<'spool' | 'work' | 'published' | 'unpublished', string>>;
  readonly cluster: ClusterStore;
  readonly database: DatabaseStore;
  /** What all importers have said. */
  readonly log: readonly LogLine[];
  readonly config: Config;
  /** Makes one that is stopped with the test; `change` what it is made of. */
  start(change?: (deps: ImporterDeps) => Partial<ImporterDeps>): Importer;
  find(recordId: string): Promise<Recording | undefined>;
}

export async function openImports(
  kind: 'SQLite' | 'PostgreSQL' = 'SQLite',
  settings: Readonly<Record<string, string>> = {},
): Promise<Imports> {
  const place = await tempDir();
  const in_ = (name: string): string => join(place.path, name);
  const server = kind === 'PostgreSQL' ? await freshDatabase() : undefined;
  const directories = {
    spool: in_('spool'),
    work: in_('work'),
    published: in_('published'),
    unpublished: in_('unpublished'),
  };
  const env = {
    DATA_DIR: in_('data'),
    RECORDING_SPOOL_DIR: directories.spool,
    RECORDING_WORK_DIR: directories.work,
    RECORDING_PUBLISH_DIR: directories.published,
    RECORDING_UNPUBLISH_DIR: directories.unpublished,
    RECORDING_IMPORT_POLL_INTERVAL: '0.2',
    ...(server && { DATABASE_URL: server.url }),
    ...settings,
  };
  const config = loadConfig(env);
  const cluster = await openClusterStore(config);
  const database = await openDatabaseStore(config);
  if (database === undefined) throw new Error('there is no database');
  const log: LogLine[] = [];
  const running: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    await Promise.all(running.map((stop) => stop()));
    await Promise.all([cluster.close(), database.close()]);
    await server?.drop();
    await place.remove();
  });
  await cluster.migrate();
  await database.migrate();
  const files = await openRecordingFiles(config);
  const callbacks = { outbox: { add: (event: NewEvent) => database.outbox.add([event]) } };
  return {
    ...{ env, config, directories, cluster, database, log },
    start(change = () => ({})) {
      const opened = openImporter({ config, log: keeping(log), store: cluster, database, files, callbacks });
      if (opened === undefined) throw new Error('recordings are disabled');
      // What was put into the spool a moment ago need not settle first.
      const now = (): number => Date.now() + 2000;
      const importer = startImporter({ ...opened.deps, now, ...change(opened.deps) });
      running.push(async () => {
        await importer.stop();
        await opened.close();
      });
      return importer;
    },
    find: async (recordId) => (await database.recordings.find([recordId]))[0],
  };
}

function keeping(log: LogLine[]): ImporterDeps['log'] {
  const at = (level: string) => (fields: object, message: string) =>
    void log.push({ level, message, fields: { ...fields } });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Every file below a directory with its content; nothing when it is missing. What is in transit is left out. */
export function filesBelow(directory: string): Readonly<Record<string, string>> {
  try {
    const found = readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('.scalelite~'))
      .map((entry) => join(entry.parentPath, entry.name));
    return Object.fromEntries(
      found.sort().map((path) => [relative(directory, path), readFileSync(path, 'latin1')]),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/** The files that the archive of a recording holds. */
export function archivedFiles(recording: SimulatedRecording): Readonly<Record<string, string>> {
  const files = [...recordingFiles(recording)].filter(({ path }) => !path.endsWith('/'));
  const contents = files.map(({ path, content }) => [path, Buffer.concat([...content]).toString('latin1')]);
  return Object.fromEntries(contents.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)));
}
