import { freshDatabase } from '../../../test/helpers/index.ts';
import { describeClusterStore } from '../contract/cluster.contract.ts';
import { openPostgresStore } from './postgres.ts';
import { createPostgresDatabase } from './postgres-database.ts';
import { configOf, type SqlSubject, sqlSubject } from './subject.ts';

async function openSubject(): Promise<SqlSubject> {
  const { url, drop } = await freshDatabase();
  const store = openPostgresStore({ url });
  await store.migrate();
  return sqlSubject(store, createPostgresDatabase({ url }), configOf({ databaseUrl: url }), drop);
}

describeClusterStore('PostgreSQL', openSubject);
