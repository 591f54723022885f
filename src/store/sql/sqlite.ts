import type { ClusterStore } from '../../cluster/ports.ts';
import { sqlStore } from './cluster-store.ts';
import { createSqliteDatabase, type SqliteFileOptions } from './sqlite-database.ts';
import { sqliteMeetingSteps } from './sqlite-meetings.ts';

/** The cluster state in one file on a local disk, which the processes of one machine share. */
export function openSqliteStore(options: SqliteFileOptions): ClusterStore {
  const db = createSqliteDatabase(options);
  return sqlStore(db, sqliteMeetingSteps(db));
}
