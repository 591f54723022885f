/** An importer in a process of its own, which its parent may kill at any moment; lean, so that it starts fast. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createLeaseKeeper } from '../../src/cluster/lease-keeper.ts';
import { startImporter } from '../../src/importer/importer.ts';
import { type ImportConfig, openImporter } from '../../src/importing.ts';
import { createClaims } from '../../src/recordings/claims.ts';
import { openFilesystem } from '../../src/store/files/filesystem.ts';
import { openSqliteDatabaseStore } from '../../src/store/sql/database-store.ts';
import { openSqliteStore } from '../../src/store/sql/sqlite.ts';

export interface ImportWork {
  readonly config: ImportConfig;
  readonly dataDir: string;
  readonly published: string;
  readonly unpublished: string;
}

/** What a killed importer has claimed is free so soon. */
const LEASE_MS = 150;

const { config, dataDir, published, unpublished }: ImportWork = JSON.parse(process.argv[2] ?? '');
const database = openSqliteDatabaseStore({ file: join(dataDir, 'records.db') });
const store = openSqliteStore({ file: join(dataDir, 'cluster.db') });
const say = (fields: object, message: string): void =>
  void process.stdout.write(`${message} ${JSON.stringify(fields)}\n`);
const opened = openImporter({
  config,
  log: { debug: say, info: say, warn: say, error: say },
  store,
  database,
  files: openFilesystem({ published, unpublished }),
  callbacks: { outbox: { add: (event) => database.outbox.add([event]) } },
});
if (opened === undefined) throw new Error('recordings are disabled');
startImporter({
  ...opened.deps,
  claims: createClaims(createLeaseKeeper(store.leases, randomUUID(), LEASE_MS)),
  now: () => Date.now() + 2000,
});
