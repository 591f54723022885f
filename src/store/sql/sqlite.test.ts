import { join } from 'node:path';
import { tempDir } from '../../../test/helpers/index.ts';
import { describeClusterStore } from '../contract/cluster.contract.ts';
import { openSqliteStore } from './sqlite.ts';
import { createSqliteDatabase } from './sqlite-database.ts';
import { configOf, type SqlSubject, sqlSubject } from './subject.ts';

async function openSubject(): Promise<SqlSubject> {
  const directory = await tempDir();
  const file = join(directory.path, 'cluster.db');
  const store = openSqliteStore({ file });
  await store.migrate();
  const config = configOf({ dataDir: directory.path });
  return sqlSubject(store, createSqliteDatabase(file), config, directory.remove);
}

describeClusterStore('SQLite', openSubject);
