import { afterEach, describe, expect, it } from 'vitest';
import { tempDir } from '../../test/helpers/index.ts';
import { createBbbClient } from '../bbb/client.ts';
import { noHooks } from '../callbacks/hooks/requests.ts';
import { loadConfig } from '../config.ts';
import { openImportQueue } from '../store/files/import-queue.ts';
import { openRecordingFiles } from '../store/files/index.ts';
import { openClusterStore } from '../store/index.ts';
import { createHttpServer } from './server.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function silence(env: Readonly<Record<string, string>>): Promise<number> {
  const directory = await tempDir();
  const config = loadConfig({ DATA_DIR: directory.path, LOADBALANCER_SECRET: 'x', ...env });
  const store = await openClusterStore(config, log);
  const client = createBbbClient({ ...config, hash: config.sendHash });
  cleanups.push(
    directory.remove,
    () => store.close(),
    () => client.close(),
  );
  const server = createHttpServer({
    config,
    log,
    store,
    database: undefined,
    client,
    recordings: undefined,
    spool: undefined,
    importQueue: openImportQueue(config),
    files: await openRecordingFiles(config),
    player: undefined,
    now: Date.now,
    callbacks: { keep: async () => {} },
    hooks: noHooks('None here.'),
    hookReceiver: undefined,
    takeHookPost: async () => true,
    mayCall: () => true,
    passOnAnalytics: async () => {},
    takeMeetingEnd: async () => {},
    lrs: { accessOf: async () => undefined },
    requests: { observe() {} },
    counted: {
      total: async () => ({ counts: {}, usage: { resident: 0, heap: 0 }, processes: 1 }),
    },
    build: { version: '1', build: undefined },
    spooled: undefined,
    tracer: undefined,
    countAdmin() {},
    newPassword: () => 'password',
    newId: () => 'id',
    readiness: { check: async () => undefined, readOnly: () => undefined },
    isStopping: () => false,
  });
  return server.timeout;
}

describe('a silent connection', () => {
  it('is cut after two minutes', async () => {
    expect(await silence({})).toBe(120_000);
  });

  it('is not cut while a create waits for its servers', async () => {
    const patient = { CONNECT_TIMEOUT: '10', RESPONSE_TIMEOUT: '60' };
    expect(await silence(patient)).toBeGreaterThan(3 * 2 * 70_000);
  });
});
