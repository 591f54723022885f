/** The SQL database beside the cluster state, for the tests. */
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { freshDatabase, tempDir } from '../../../test/helpers/index.ts';
import type { DatabaseStore } from '../../operations/ports.ts';
import { openPostgresDatabaseStore, openSqliteDatabaseStore } from '../sql/database-store.ts';

export const databaseKinds = ['SQLite', 'PostgreSQL'] as const;

type DatabaseKind = (typeof databaseKinds)[number];

interface Opened {
  readonly store: DatabaseStore;
  remove(): Promise<void>;
}

/** An empty database with its schema, for the tests of one `describe`; told when it runs. */
export function withDatabase(kind: DatabaseKind): () => DatabaseStore {
  let opened: Opened | undefined;
  beforeAll(async () => {
    opened = await openDatabase(kind);
  });
  afterAll(() => opened?.remove());
  return () => {
    if (opened === undefined) throw new Error('the database is not open');
    return opened.store;
  };
}

/** The same for one test, gone when it is over. */
export async function databaseOfTest(kind: DatabaseKind): Promise<DatabaseStore> {
  const { store, remove } = await openDatabase(kind);
  onTestFinished(remove);
  return store;
}

/** The same for whoever removes it. */
export async function openDatabase(kind: DatabaseKind): Promise<Opened> {
  const { store, remove } = kind === 'SQLite' ? await openFile() : await openServer();
  const removeAll = async (): Promise<void> => {
    await store.close();
    await remove();
  };
  await store.migrate().catch(async (error: unknown) => {
    await removeAll();
    throw error;
  });
  return { store, remove: removeAll };
}

async function openFile(): Promise<Opened> {
  const { path, remove } = await tempDir();
  return { store: openSqliteDatabaseStore({ file: join(path, 'records.db') }), remove };
}

async function openServer(): Promise<Opened> {
  const { url, drop } = await freshDatabase();
  return { store: openPostgresDatabaseStore({ url }), remove: drop };
}
