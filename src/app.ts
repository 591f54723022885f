import cluster from 'node:cluster';
import { randomInt, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BbbClient, createBbbClient } from './bbb/client.ts';
import { type CallbackService, createCallbacks } from './callback-service.ts';
import { takeMeetingEnd } from './callbacks/meeting-ended.ts';
import { createLrs } from './cluster/lrs.ts';
import { type ClusterStore, StoreUnavailable } from './cluster/ports.ts';
import type { Config } from './config.ts';
import { createHookService, startHooks } from './hook-service.ts';
import { drain } from './http/drain.ts';
import { createReadiness } from './http/health.ts';
import { listen } from './http/listen.ts';
import type { MetricsDeps } from './http/metrics/scrape.ts';
import { startImporting } from './importing.ts';
import { followLogLevel } from './log-level.ts';
import { createLogger, type Logger } from './logger.ts';
import { countImport, countRound, measuredClusterStore, measuredDatabase, readBuild } from './measuring.ts';
import { startMetrics } from './metrics-listener.ts';
import type { DatabaseStore } from './operations/ports.ts';
import { createServerWatch } from './poller/look.ts';
import { startPoller } from './poller/poller.ts';
import type { RoundReport } from './poller/report.ts';
import { pollerDeps } from './poller-deps.ts';
import type { RecordingFiles } from './recordings/ports.ts';
import { openImportQueue } from './store/files/import-queue.ts';
import { openRecordingFiles } from './store/files/index.ts';
import { openSpool } from './store/files/spool.ts';
import { openStaticFiles } from './store/files/static-files.ts';
import { openClusterStore, openDatabaseStore } from './store/index.ts';
import { type SharedTally, shareTally } from './tally-sharing.ts';
import { measuredClient } from './telemetry/measured-client.ts';
import type { TraceExporter } from './telemetry/otlp.ts';
import { watchProcess } from './telemetry/process.ts';
import { requestFields } from './telemetry/request.ts';
import { requestCounter } from './telemetry/requests.ts';
import type { Tally } from './telemetry/tally.ts';
import { tellWeaknesses } from './weaknesses.ts';
import { type Running, runWorkers } from './workers.ts';

export type { Running } from './workers.ts';

/** For requests that run when the process is told to stop. */
const DRAIN_MS = 28_000;
/** Until what stops it is forced. */
const GRACE_MS = 30_000;
const RETRY_MS = 1000;
const ALPHANUMERICS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const PASSWORD_LENGTH = 8;

/** What every part of a process works with. */
interface Base {
  readonly config: Config;
  readonly log: Logger;
  readonly store: ClusterStore;
  /** Undefined with DB_DISABLED. */
  readonly database: DatabaseStore | undefined;
  readonly files: RecordingFiles;
  readonly client: BbbClient;
  readonly callbacks: CallbackService;
  readonly counted: SharedTally;
  /** Undefined: nothing is traced. */
  readonly exporter: TraceExporter | undefined;
  /** Ends what counts. */
  readonly stopCounting: () => void;
}

/** What runs beside the API in its process. */
export interface Parts {
  readonly poller: boolean;
  readonly importer: boolean;
}

/**
 * Runs the API, with poller and importer beside it if asked. With WEB_CONCURRENCY above 1 this process keeps
 * these and hands the port to workers. Rejects with an Error for the operator when it can't start; a store
 * that is down is no such reason.
 */
export async function serve(config: Config, parts: Parts): Promise<Running> {
  const base = await open(config);
  try {
    if (!cluster.isWorker) {
      tellNotes(base);
      await prepareStores(base);
      void tellWeaknesses(base);
    }
    const many = config.webConcurrency > 1 && !cluster.isWorker;
    const api = many ? await startWorkers(base) : await startApi(base);
    const poller = parts.poller && !cluster.isWorker ? [startPolling(base), ...startHooks(base)] : [];
    const importer = parts.importer && !cluster.isWorker ? [startImport(base)] : [];
    const metrics = cluster.isWorker ? [] : await tellMetrics(base, 'all');
    const running = together(base, [base.callbacks.run(), api, ...poller, ...importer, ...metrics]);
    return { ...running, graceMs: GRACE_MS + config.shutdownDelayMs };
  } catch (error) {
    await close(base);
    throw error;
  }
}

/** Runs the poller alone. */
export function runPoller(config: Config): Promise<Running> {
  return runAlone(config, startPolling, startHooks);
}

/** Runs the importer alone. */
export function runImporter(config: Config): Promise<Running> {
  return runAlone(config, startImport);
}

async function runAlone(
  config: Config,
  start: (base: Base) => Running,
  startMore: (base: Base) => Running[] = () => [],
): Promise<Running> {
  const base = await open(config);
  try {
    tellNotes(base);
    await prepareStores(base);
    const metrics = await tellMetrics(base, 'counts');
    const part = start(base);
    const running = together(base, [base.callbacks.run(), part, ...startMore(base), ...metrics]);
    return { ...running, ...(part.graceMs !== undefined && { graceMs: part.graceMs }) };
  } catch (error) {
    await close(base);
    throw error;
  }
}

async function open(config: Config): Promise<Base> {
  const log = createLogger({ ...config, belongsTo: requestFields });
  const counted = shareTally();
  const stopWatching = watchProcess(counted.tally);
  const exporter = await openTraces(config, log, counted.tally);
  const telemetry = { tally: counted.tally, tracer: exporter };
  const client = createBbbClient({
    hash: config.sendHash,
    connectTimeoutMs: config.connectTimeoutMs,
    responseTimeoutMs: config.responseTimeoutMs,
    keepAliveMs: config.pollIntervalMs + 15_000,
  });
  const store = measuredClusterStore(await openClusterStore(config, log), telemetry);
  const opened = await openDatabaseStore(config, log);
  const database = opened && measuredDatabase(opened, telemetry);
  const files = await openRecordingFiles(config);
  const callbacks = createCallbacks({ config, log, store, database, tally: counted.tally });
  const { logLevel: configured } = config;
  const stopFollowing = opened && followLogLevel({ log, configured, store: opened.logLevel });
  const stopCounting = (): void => {
    stopFollowing?.();
    stopWatching();
    counted.close();
  };
  return {
    ...{ config, log, store, database, files, callbacks, counted, exporter, stopCounting },
    client: measuredClient(client, telemetry),
  };
}

/** Loaded only where traces are wanted. */
async function openTraces(config: Config, log: Logger, tally: Tally): Promise<TraceExporter | undefined> {
  const { otlpEndpoint: endpoint } = config;
  if (endpoint === undefined) return undefined;
  const { createTraceExporter } = await import('./telemetry/otlp.ts');
  return createTraceExporter({
    endpoint,
    headers: config.otlpHeaders,
    service: config.otelServiceName,
    version: readBuild(config.buildNumber).version,
    ratio: config.otelSamplerRatio,
    dropped: (count) => tally.count('spansDropped', count),
    random: Math.random,
    log,
  });
}

function tellNotes({ config, log }: Base): void {
  for (const note of config.notes) log.warn({}, note);
}

async function close({ store, database, client, callbacks, exporter, stopCounting }: Base): Promise<void> {
  await callbacks.close();
  await Promise.allSettled([store.close(), database?.close(), client.close(), exporter?.stop()]);
  stopCounting();
}

async function prepareStores({ store, database, log }: Base): Promise<void> {
  await prepareStore('the state store', store, log);
  if (database) await prepareStore('the database', database, log);
}

/**
 * Brings a store up to date. One that is down is tried again in the background, so that the process is up
 * and says what it waits for; one that can never do (too new a schema, a Redis Cluster) stops the start.
 */
async function prepareStore(name: string, store: Preparable, log: Logger): Promise<void> {
  const prepare = async (): Promise<void> => {
    await store.migrate();
    await store.check();
  };
  try {
    await prepare();
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    log.error({ reason: error.message }, `${name} is not there yet; trying again`);
    void retry(name, prepare, log);
  }
}

type Preparable = Pick<ClusterStore, 'migrate' | 'check'>;

async function retry(name: string, prepare: () => Promise<void>, log: Logger): Promise<void> {
  for (;;) {
    await sleep(RETRY_MS, undefined, { ref: false });
    try {
      await prepare();
      log.info({}, `${name} is there`);
      return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) log.fatal({ err: error }, `${name} can not be used`);
    }
  }
}

/** What keeps them from listening is told once, before there are any. */
async function startWorkers({ config, log }: Base): Promise<Running> {
  const trial = createServer();
  await listen(trial, config.listen);
  await new Promise((resolve) => trial.close(resolve));
  return runWorkers(config.webConcurrency, log);
}

async function tellMetrics(base: Base, telling: 'all' | 'counts'): Promise<Running[]> {
  const metrics = await startMetrics(base.config, metricsDeps(base), telling);
  return metrics ? [metrics] : [];
}

function metricsDeps({ config, log, store, database, counted }: Base): MetricsDeps {
  const spooled = config.recordingDisabled || !database ? undefined : openImportQueue(config);
  const build = readBuild(config.buildNumber);
  return { config, log, store, database, counted, spooled, build, now: Date.now };
}

async function startApi(base: Base): Promise<Running> {
  const { config, log, store, database, files, client, callbacks } = base;
  let stopping = false;
  const isStopping = (): boolean => stopping;
  const readiness = createReadiness(database ? [store, database] : [store], isStopping);
  const { servers, meetings, tenants } = store;
  // A look is no poll of its own for the history.
  const watch = createServerWatch(pollerDeps({ ...base, database: undefined }));
  const { outbox, mayCall } = callbacks;
  const hookService = createHookService(base, watch);
  const endDeps = { servers, meetings, tenants, client, watch, config, outbox, now: Date.now };
  // A poller or importer alone does without it: 13 MB.
  const { createHttpServer } = await import('./http/server.ts');
  const server = createHttpServer({
    ...metricsDeps(base),
    config,
    log,
    store,
    database,
    client,
    callbacks: callbacks.keeper,
    hooks: hookService.hooks,
    hookReceiver: hookService.hookReceiver,
    takeHookPost: hookService.takeHookPost,
    mayCall,
    takeMeetingEnd: (call) => takeMeetingEnd(endDeps, call),
    passOnAnalytics: callbacks.passOnAnalytics,
    lrs: createLrs({ sender: callbacks.sender, now: Date.now, log }),
    files,
    recordings: database?.recordings,
    requests: requestCounter(base.counted.tally),
    countAdmin: (call, outcome) => base.counted.tally.count('adminRequests', 1, call, outcome),
    tracer: base.exporter,
    player: config.playbackDir === undefined ? undefined : openStaticFiles(config.playbackDir),
    spool: config.recordingDisabled || !database ? undefined : openSpool(config.recordingSpoolDir),
    importQueue: openImportQueue(config),
    now: Date.now,
    newPassword,
    newId: randomUUID,
    readiness,
    isStopping,
  });
  await listen(server, config.listen);
  log.info({ listen: config.listen }, 'the API listens');
  const { promise: done, resolve } = Promise.withResolvers<void>();
  return {
    done,
    stop: () => {
      if (!stopping)
        void drain(server, { deadlineMs: DRAIN_MS, listenForMs: config.shutdownDelayMs })
          .then(() => hookService.settled())
          .then(() => watch.stop())
          .then(resolve);
      stopping = true;
      return done;
    },
  };
}

function startImport(base: Base): Running {
  return startImporting({ ...base, onImport: (done) => countImport(base.counted.tally, done) });
}

function startPolling(base: Base): Running {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const onRound = (report: RoundReport): void => countRound(base.counted.tally, report);
  const poller = startPoller(pollerDeps(base), { onRound });
  return {
    done,
    stop: async () => {
      await poller.stop();
      resolve();
    },
  };
}

/** Several parts as one: they stop together, and when one fails all end. The stores close last. */
function together(base: Base, parts: readonly Running[]): Running {
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= Promise.allSettled(parts.map((part) => part.stop())).then(() => close(base));
    return stopped;
  };
  const done = Promise.all(parts.map((part) => part.done)).then(
    () => stop(),
    async (error) => {
      await stop();
      throw error;
    },
  );
  done.catch(() => {});
  return { stop, done };
}

/** A moderator password for a meeting whose front-end gave none. */
function newPassword(): string {
  let password = '';
  // One number below the 2 ** 48 that may be drawn, instead of eight.
  let left = randomInt(ALPHANUMERICS.length ** PASSWORD_LENGTH);
  while (password.length < PASSWORD_LENGTH) {
    password += ALPHANUMERICS[left % ALPHANUMERICS.length];
    left = Math.floor(left / ALPHANUMERICS.length);
  }
  return password;
}
