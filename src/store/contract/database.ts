/** The SQL database beside the cluster state, for the tests. */
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { freshDatabase, tempDir } from '../../../test/helpers/index.ts';
import type { DatabaseStore } from '../../operations/ports.ts';
import type { Database } from '../sql/database.ts';
import { openPostgresDatabaseStore, openSqliteDatabaseStore } from '../sql/database-store.ts';
import { migrate, type Schema } from '../sql/migrations.ts';
import { createPostgresDatabase } from '../sql/postgres-database.ts';
import { createSqliteDatabase } from '../sql/sqlite-database.ts';

export const databaseKinds = ['SQLite', 'PostgreSQL'] as const;

type DatabaseKind = (typeof databaseKinds)[number];

interface Opened<Store> {
  readonly store: Store;
  remove(): Promise<void>;
}

/** An empty database with its schema, for the tests of one `describe`; told when it runs. */
export function withDatabase(kind: DatabaseKind): () => DatabaseStore {
  let opened: Opened<DatabaseStore> | undefined;
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
export async function openDatabase(kind: DatabaseKind): Promise<Opened<DatabaseStore>> {
  const opened =
    kind === 'SQLite'
      ? await inFile((file) => openSqliteDatabaseStore({ file }))
      : await onServer((url) => openPostgresDatabaseStore({ url }));
  await opened.store.migrate();
  return opened;
}

/** An empty database with the schema of one area alone, for whoever removes it. */
export async function openArea(kind: DatabaseKind, schema: Schema): Promise<Opened<Database>> {
  const opened =
    kind === 'SQLite'
      ? await inFile((file) => createSqliteDatabase({ file }))
      : await onServer((url) => createPostgresDatabase({ url }));
  await migrate(opened.store, schema);
  return opened;
}

interface Closing {
  close(): Promise<void>;
}

async function inFile<Store extends Closing>(open: (file: string) => Store): Promise<Opened<Store>> {
  const { path, remove } = await tempDir();
  return removable(open(join(path, 'records.db')), remove);
}

async function onServer<Store extends Closing>(open: (url: string) => Store): Promise<Opened<Store>> {
  const { url, drop } = await freshDatabase();
  return removable(open(url), drop);
}

function removable<Store extends Closing>(store: Store, remove: () => Promise<void>): Opened<Store> {
  return {
    store,
    async remove() {
      await store.close();
      await remove();
    },
  };
}
