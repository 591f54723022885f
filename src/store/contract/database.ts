/** The SQL database beside the cluster state, for the tests. */
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { freshDatabase, tempDir } from '../../../test/helpers/index.ts';
import type { DatabaseStore } from '../../operations/ports.ts';
import { openPostgresDatabaseStore, openSqliteDatabaseStore } from '../sql/database-store.ts';

export const databaseKinds = ['SQLite', 'PostgreSQL'] as const;

/** An empty database with its schema, for the tests of one `describe`; told when it runs. */
export function withDatabase(kind: (typeof databaseKinds)[number]): () => DatabaseStore {
  let opened: { readonly store: DatabaseStore; remove(): Promise<void> } | undefined;
  beforeAll(async () => {
    opened = kind === 'SQLite' ? await openFile() : await openServer();
    await opened.store.migrate();
  });
  afterAll(async () => {
    await opened?.store.close();
    await opened?.remove();
  });
  return () => {
    if (opened === undefined) throw new Error('the database is not open');
    return opened.store;
  };
}

async function openFile(): Promise<{ readonly store: DatabaseStore; remove(): Promise<void> }> {
  const { path, remove } = await tempDir();
  return { store: openSqliteDatabaseStore({ file: join(path, 'records.db') }), remove };
}

async function openServer(): Promise<{ readonly store: DatabaseStore; remove(): Promise<void> }> {
  const { url, drop } = await freshDatabase();
  return { store: openPostgresDatabaseStore({ url }), remove: drop };
}
