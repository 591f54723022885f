import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../cluster/log.ts';
import { type ClusterStore, StoreUnavailable } from '../../cluster/ports.ts';
import type { Server } from '../../cluster/server.ts';
import type { Config } from '../../config.ts';
import type { DatabaseStore } from '../../operations/ports.ts';
import type { ImportQueue } from '../../recordings/import-queue.ts';
import type { Usage } from '../../telemetry/process.ts';
import type { Counts } from '../../telemetry/tally.ts';
import { sendText } from '../answer.ts';
import { createClientAddress } from '../client-address.ts';
import { trustedProxies } from '../trusted-proxy.ts';
import { callbackMetrics } from './callbacks.ts';
import { capacityMetrics } from './capacity.ts';
import { countedMetrics } from './counted.ts';
import { hookMetrics } from './hooks.ts';
import { importMetrics } from './imports.ts';
import { lastPolls, pollMetrics } from './polls.ts';
import { poolMetrics } from './pool.ts';
import { serverStates } from './pool-states.ts';
import { type Build, processMetrics } from './processes.ts';
import { type Metric, metricsText } from './text.ts';

export interface MetricsDeps {
  readonly store: Pick<ClusterStore, 'servers'>;
  /** Undefined with DB_DISABLED: no history is kept. */
  readonly database: DatabaseStore | undefined;
  /** Undefined: recordings are disabled. */
  readonly spooled: ImportQueue | undefined;
  readonly config: Pick<
    Config,
    'metricsAllow' | 'trustProxy' | 'pollIntervalMs' | 'capacityTarget' | 'capacityUsersPerServer'
  >;
  readonly log: Log;
  readonly counted: {
    /** Of all processes that share the port. */
    total(servers: readonly string[] | undefined): Promise<{
      readonly counts: Counts;
      readonly usage: Usage;
      readonly processes: number;
      readonly startedAt?: number | undefined;
    }>;
  };
  readonly build: Build;
  readonly now: () => number;
}

/** `counts`: only what this process counts itself, for a poller or importer that runs alone. */
export type Telling = 'all' | 'counts';

export interface MetricsOptions {
  readonly telling?: Telling;
  /** Whether a Unix socket is nobody else's way in: who may open its file may read; default: no. */
  readonly socketMayRead?: boolean;
}

/** No part of the answer is waited for longer: Prometheus itself waits ten seconds. */
const PATIENCE_MS = 3000;

/** `/metrics` for Prometheus, for those who are allowed to by where they come from. */
export function createMetrics(
  deps: MetricsDeps,
  { telling = 'all', socketMayRead = false }: MetricsOptions = {},
): (message: IncomingMessage, response: ServerResponse) => Promise<void> {
  const clientAddress = createClientAddress(deps.config);
  const mayRead = trustedProxies(deps.config.metricsAllow);
  return async (message, response) => {
    const address = clientAddress(message);
    const allowed = address === undefined ? socketMayRead : mayRead(address);
    if (!allowed) return sendText(response, 403, '');
    const text = metricsText(await allMetrics(deps, telling));
    sendText(response, 200, text, 'text/plain; version=0.0.4');
  };
}

/** While a store is away the rest is told all the same. */
async function allMetrics(deps: MetricsDeps, telling: Telling): Promise<Metric[]> {
  const { database, spooled, now, build } = deps;
  const part = <T>(what: string, work: () => Promise<T>) => inTime(deps.log, what, work);
  const [servers, ...gauges] = await Promise.all([
    part('the pool', () => deps.store.servers.list()),
    telling === 'all' ? part('the outbox', () => callbackMetrics(database?.outbox)) : [],
    telling === 'all' ? part('the hooks', () => hookMetrics(database?.hooks)) : [],
    part('the spool', () => importMetrics(spooled, now())),
  ]);
  const pool = telling === 'all' ? await poolAndPolls(deps, servers, part) : [];
  const told = await deps.counted.total(servers?.map(({ id }) => id));
  const counted = countedMetrics(told.counts, servers && new Set(servers.map(({ id }) => id)));
  const processes = processMetrics({ ...told, build });
  return [storeUp(servers), ...pool, ...gauges.flatMap((metrics) => metrics ?? []), ...counted, ...processes];
}

function storeUp(servers: readonly Server[] | undefined): Metric {
  return {
    name: 'scalelite_store_up',
    type: 'gauge',
    help: 'Whether the state store answers',
    samples: [{ value: Number(servers !== undefined) }],
  };
}

async function poolAndPolls(
  { database, config, now }: MetricsDeps,
  servers: readonly Server[] | undefined,
  part: <T>(what: string, work: () => Promise<T>) => Promise<T | undefined>,
): Promise<Metric[]> {
  if (servers === undefined) return [];
  const options = { now: now(), intervalMs: config.pollIntervalMs };
  const last = database && (await part('the history', () => lastPolls(database.history, options)));
  const { capacityTarget, capacityUsersPerServer: usersPerServer } = config;
  const pool = [
    ...poolMetrics(servers, last?.responses ?? new Map()),
    serverStates(servers),
    ...capacityMetrics(servers, { target: capacityTarget / 100, usersPerServer, keepFree: 0 }),
  ];
  return last ? [...pool, ...pollMetrics(last)] : pool;
}

/** Undefined: it can not be told now. That a store is away it says itself. */
async function inTime<T>(log: Log, what: string, work: () => Promise<T>): Promise<T | undefined> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) log.warn({ err: error }, `metrics: ${what} is left out`);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
