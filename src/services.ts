import { auditedStore } from './audit/audited-store.ts';
import type { BbbClient } from './bbb/client.ts';
import type { Services, Terminal } from './cli/services.ts';
import type { Log } from './cluster/log.ts';
import type { ClusterStore } from './cluster/ports.ts';
import type { Config } from './config.ts';
import type { DatabaseStore } from './operations/ports.ts';
import { createOperator, openTrail, terminalActor } from './operator.ts';
import type { RecordingFiles } from './recordings/ports.ts';
import type { Shutdown } from './shutdown.ts';

export interface ServicesOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Which program it is; the audit log tells. */
  readonly via: 'cli' | 'rake';
  readonly terminal: Terminal;
  readonly shutdown: Shutdown;
  /** Aborted when nobody reads what is printed any more. */
  readonly unread: AbortSignal;
}

/** Commands print what they have to say themselves. */
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * The parts that commands work with. A command loads only what it asks for: without a database driver, the
 * configuration's schema and the HTTP server Node starts in a third of the time.
 */
export function createServices(options: ServicesOptions): Services & { close(): Promise<void> } {
  const { env, terminal, shutdown, unread } = options;
  const config = once(() => readConfig(env, 'read'));
  const client = once(async () => openClient(await config()));
  const database = once(async () => openDatabase(await config()));
  const actor = terminalActor(options.via, env);
  const trail = once(() => openTrail({ config, database, terminal }, actor));
  const bare = once(async () => openStore(await config()));
  const store = once(async () => auditedStore(await bare(), await trail()));
  const interrupted = (): AbortSignal => AbortSignal.any([shutdown.listen(), unread]);
  const recordingFiles = once(async () => openFiles(await config()));
  const importQueue = async () =>
    (await import('./store/files/import-queue.ts')).openImportQueue(await config());
  const parts = { config, store, database, recordingFiles, importQueue, client, trail, interrupted };
  const operator = createOperator(parts, actor, env);
  const local =
    <T>(open: Once<T>) =>
    async (): Promise<T> => {
      operator.stayHere();
      return await open();
    };
  return {
    terminal,
    ...operator,
    config,
    trail,
    servingConfig: () => readConfig(env, 'make'),
    client,
    store: local(store),
    database: local(database),
    recordingFiles,
    importQueue,
    importFile: async (file) => {
      operator.stayHere();
      const services = { config, store, database, recordingFiles, trail, terminal };
      return (await import('./import-file.ts')).importHere(services, file);
    },
    backUp: async (directory) => {
      operator.stayHere();
      const [{ backUp }, { keptNames, keptFile }] = await Promise.all([
        import('./store/backup.ts'),
        import('./config/kept-secrets.ts'),
      ]);
      const secrets = keptNames.map((name) => keptFile('', name));
      return backUp(await config(), secrets, directory);
    },
    surveys: async () => {
      operator.stayHere();
      return (await import('./store/survey.ts')).surveyStores(await config());
    },
    describeConfig: async (options) => (await import('./config.ts')).describeConfig(env, options),
    pollOnce: async (part) => {
      const history = part === 'all' || part === 'servers' ? database().catch(() => undefined) : undefined;
      // What a poll finds out is nobody's doing: it stays out of the audit log.
      await pollOnce(part, await config(), await bare(), await client(), await history);
    },
    serve: async (...args) => {
      shutdown.listen();
      return (await import('./app.ts')).serve(...args);
    },
    runPoller: async (...args) => {
      shutdown.listen();
      return (await import('./app.ts')).runPoller(...args);
    },
    runImporter: async (...args) => {
      shutdown.listen();
      return (await import('./app.ts')).runImporter(...args);
    },
    untilStopped: shutdown.untilStopped,
    get interrupted() {
      return interrupted();
    },
    close: async () => {
      // Not the client: what it has open ends with the process. To let go of a thousand idle connections one by one
      // takes a twentieth of a second.
      const open = [bare.opened(), database.opened()];
      await Promise.allSettled(open.map(async (part) => (await part)?.close()));
    },
  };
}

async function readConfig(env: ServicesOptions['env'], keptSecrets: 'read' | 'make'): Promise<Config> {
  return (await import('./config.ts')).loadConfig(env, { keptSecrets });
}

async function openClient(config: Config): Promise<BbbClient> {
  const { createBbbClient } = await import('./bbb/client.ts');
  const { sendHash: hash, connectTimeoutMs, responseTimeoutMs } = config;
  return createBbbClient({ hash, connectTimeoutMs, responseTimeoutMs });
}

async function openStore(config: Config): Promise<ClusterStore> {
  const { openClusterStore } = await import('./store/index.ts');
  return withSchema(await openClusterStore(config), config.embedded);
}

async function openDatabase(config: Config): Promise<DatabaseStore | undefined> {
  const { openDatabaseStore } = await import('./store/index.ts');
  const database = await openDatabaseStore(config);
  return database && withSchema(database, config.databaseUrl === undefined);
}

async function openFiles(config: Config): Promise<RecordingFiles> {
  return (await import('./store/files/index.ts')).openRecordingFiles(config);
}

/** In a file on one machine there is nobody else to make the schema: the first command does. */
async function withSchema<Store extends Pick<ClusterStore, 'migrate' | 'close'>>(
  store: Store,
  isFile: boolean,
): Promise<Store> {
  try {
    if (isFile) await store.migrate();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function pollOnce(
  part: Parameters<Services['pollOnce']>[0],
  config: Config,
  store: ClusterStore,
  client: BbbClient,
  database: DatabaseStore | undefined,
): Promise<void> {
  const { pollerDeps } = await import('./poller-deps.ts');
  const round = await import('./poller/round.ts');
  await round.pollOnce(pollerDeps({ config, store, client, database, log: silent, byHand: true }), part);
  if (database && (part === 'all' || part === 'servers')) {
    const { keepHooksOnce } = await import('./hook-service.ts');
    await keepHooksOnce({
      ...{ config, client, database, store },
      log: silent,
    });
  }
}

interface Once<T> {
  (): Promise<T>;
  /** What was opened, if it was. */
  opened(): Promise<T> | undefined;
}

/** Opened at the first call and kept; one that failed is tried anew at the next. */
function once<T>(open: () => Promise<T>): Once<T> {
  let opened: Promise<T> | undefined;
  const get = (): Promise<T> => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return Object.assign(get, { opened: () => opened });
}
