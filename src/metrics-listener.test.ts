import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../test/helpers/index.ts';
import { loadConfig } from './config.ts';
import { startMetrics } from './metrics-listener.ts';
import { addServer } from './store/contract/subject.ts';
import { openClusterStore } from './store/index.ts';
import { createTally } from './telemetry/tally.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

async function setUp() {
  const { path, remove } = await tempDir();
  onTestFinished(remove);
  const socketPath = join(path, 'metrics.sock');
  const env = { DATA_DIR: path, METRICS_LISTEN: `unix://${socketPath}`, METRICS_ALLOW: 'none' };
  const config = loadConfig(env);
  const store = await openClusterStore(config);
  onTestFinished(() => store.close());
  await store.migrate();
  await addServer(store, { id: 'one' });
  const tally = createTally();
  const usage = { resident: 1, heap: 1 };
  const counted = { total: async () => ({ counts: tally.read(), usage, processes: 1 }) };
  const build = { version: '1', build: undefined };
  const deps = { store, database: undefined, spooled: undefined, config, log, counted, build, now: Date.now };
  const ask = (path: string, method = 'GET', headers = {}) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const asking = request({ socketPath, path, method, headers }, (message) => {
        void text(message).then((body) => resolve({ status: message.statusCode, body }), reject);
      });
      asking.on('error', reject).end();
    });
  return { config, deps, tally, ask };
}

it('metrics are told where there is no API, to whom may open the socket', async () => {
  const { config, deps, tally, ask } = await setUp();
  tally.count('polls', 3, 'ok');
  const listener = await startMetrics(config, deps, 'counts');
  const { status, body } = await ask('/metrics');
  expect(status).toBe(200);
  expect(body).toContain('scalelite_polls_total{outcome="ok"} 3');
  expect(body).not.toContain('scalelite_server_');
  expect(await ask('/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
  expect(await ask('/metrics', 'POST')).toMatchObject({ status: 404 });
  expect(await ask('/bigbluebutton/api')).toMatchObject({ status: 404 });
  // A proxy asks for somebody else.
  expect(await ask('/metrics', 'GET', { 'x-forwarded-for': '192.0.2.9' })).toMatchObject({ status: 403 });
  await Promise.all([listener?.stop(), listener?.stop()]);
  await expect(ask('/metrics')).rejects.toThrow();
});

it('metrics are told nowhere else unless it was asked for', async () => {
  const { deps } = await setUp();
  expect(await startMetrics({ metricsListen: undefined }, deps, 'all')).toBeUndefined();
});
