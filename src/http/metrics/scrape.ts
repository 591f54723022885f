import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../cluster/log.ts';
import { type ClusterStore, StoreUnavailable } from '../../cluster/ports.ts';
import type { Config } from '../../config.ts';
import type { DatabaseStore } from '../../operations/ports.ts';
import { sendText } from '../answer.ts';
import { createClientAddress } from '../client-address.ts';
import { trustedProxies } from '../trusted-proxy.ts';
import { callbackMetrics } from './callbacks.ts';
import { type LastPolls, lastPolls, pollMetrics } from './polls.ts';
import { poolMetrics } from './pool.ts';
import { type RequestCounts, requestMetrics } from './requests.ts';
import { type Metric, metricsText } from './text.ts';

export interface MetricsDeps {
  readonly store: Pick<ClusterStore, 'servers'>;
  /** Undefined with DB_DISABLED: no history is kept. */
  readonly database: DatabaseStore | undefined;
  readonly config: Pick<Config, 'metricsAllow' | 'trustProxy' | 'pollIntervalMs'>;
  readonly log: Log;
  readonly requests: {
    /** Of all processes that share the port. */
    total(): Promise<RequestCounts>;
  };
  readonly now: () => number;
}

/** `/metrics` for Prometheus, for those who are allowed to by where they come from. */
export function createMetrics(
  deps: MetricsDeps,
): (message: IncomingMessage, response: ServerResponse) => Promise<void> {
  const clientAddress = createClientAddress(deps.config);
  const mayRead = trustedProxies(deps.config.metricsAllow);
  return async (message, response) => {
    const address = clientAddress(message);
    if (address === undefined || !mayRead(address)) return sendText(response, 403, '');
    const callbacks = await callbackMetrics(deps.database?.outbox);
    const requests = requestMetrics(await deps.requests.total());
    const text = metricsText([...(await ofPool(deps)), ...callbacks, ...requests]);
    sendText(response, 200, text, 'text/plain; version=0.0.4');
  };
}

/** While the store is away the rest is told all the same, and that it is away. */
async function ofPool(deps: MetricsDeps): Promise<Metric[]> {
  const up = (value: number): Metric => ({
    ...{
      name: 'scalelite_store_up',
      type: 'gauge',
      help: 'Whether the state store answers',
      samples: [{ value }],
    },
  });
  try {
    const servers = await deps.store.servers.list();
    const last = await polls(deps);
    return [up(1), ...poolMetrics(servers, last?.responses ?? new Map()), ...(last ? pollMetrics(last) : [])];
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return [up(0)];
  }
}

/** Undefined: there is no history, or it does not answer. */
async function polls({ database, config, now, log }: MetricsDeps): Promise<LastPolls | undefined> {
  try {
    const options = { now: now(), intervalMs: config.pollIntervalMs };
    return database && (await lastPolls(database.history, options));
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) log.error({ err: error }, 'metrics: no history');
    return undefined;
  }
}
