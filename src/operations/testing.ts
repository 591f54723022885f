/** What operations work with, for their tests: real stores in a directory of the test's own. */
import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../test/helpers/index.ts';
import { auditedStore } from '../audit/audited-store.ts';
import { createTrail } from '../audit/trail.ts';
import { createBbbClient } from '../bbb/client.ts';
import { loadConfig } from '../config.ts';
import { openImportQueue } from '../store/files/import-queue.ts';
import { openRecordingFiles } from '../store/files/index.ts';
import { openClusterStore, openDatabaseStore } from '../store/index.ts';
import type { OperationContext } from './context.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Closed when the test is over. `env`: settings of its own. */
export async function openContext(
  given: Partial<OperationContext> & { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<OperationContext> {
  const { env, ...more } = given;
  const directory = await tempDir();
  const config = loadConfig({ DATA_DIR: directory.path, ...env });
  const store = await openClusterStore(config);
  const database = await openDatabaseStore(config);
  const client = createBbbClient({ ...config, hash: config.sendHash });
  onTestFinished(async () => {
    await Promise.all([store.close(), database?.close(), client.close()]);
    await directory.remove();
  });
  await Promise.all([store.migrate(), database?.migrate()]);
  const actor = { via: 'cli', name: 'tester', from: undefined } as const;
  const trail = createTrail({
    store: async () => database?.audit,
    actor,
    keepMs: config.auditRetentionMs,
    now: Date.now,
    failed: (_, reason) => {
      throw new Error(`the audit log could not be written: ${reason}`);
    },
  });
  return {
    config,
    store: auditedStore(store, trail),
    database: async () => database,
    trail,
    files: () => openRecordingFiles(config),
    importQueue: async () => openImportQueue(config),
    client: async () => client,
    log: quiet,
    now: Date.now,
    newId: randomUUID,
    actor,
    scope: 'admin',
    ...more,
  };
}
