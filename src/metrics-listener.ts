import { createServer } from 'node:http';
import type { Config } from './config.ts';
import { sendText } from './http/answer.ts';
import { sendAlive } from './http/health.ts';
import { listen } from './http/listen.ts';
import { createMetrics, type MetricsDeps, type Telling } from './http/metrics/scrape.ts';
import { readTarget } from './http/target.ts';
import type { Running } from './workers.ts';

/**
 * Tells the metrics of this process at METRICS_LISTEN, and that it works (`/healthz`), beside the API or where there is
 * none. Undefined: it is not set. Rejects with an Error for the operator when it can't listen.
 */
export async function startMetrics(
  { metricsListen: where }: Pick<Config, 'metricsListen'>,
  deps: MetricsDeps,
  telling: Telling,
): Promise<Running | undefined> {
  if (where === undefined) return undefined;
  const metrics = createMetrics(deps, { telling, socketMayRead: true });
  const server = createServer((message, response) => {
    const { path } = readTarget(message.url ?? '');
    const reads = message.method === 'GET' || message.method === 'HEAD';
    if (reads && path === '/healthz') return sendAlive(response);
    if (!reads || path !== '/metrics') return sendText(response, 404, '');
    metrics(message, response).catch((error: unknown) => {
      deps.log.error({ err: error }, 'the metrics could not be told');
      response.destroy();
    });
  });
  await listen(server, where);
  deps.log.info({ listen: where }, 'metrics are told');
  const { promise: done, resolve } = Promise.withResolvers<void>();
  return {
    done,
    stop: () => {
      server.close(() => resolve());
      server.closeAllConnections();
      return done;
    },
  };
}
