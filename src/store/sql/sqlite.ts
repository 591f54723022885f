import type { ClusterStore } from '../../cluster/ports.ts';
import type { StoreLog } from '../log.ts';
import { sqlStore } from './cluster-store.ts';
import { createSqliteDatabase } from './sqlite-database.ts';
import { sqliteMeetingSteps } from './sqlite-meetings.ts';

export interface SqliteOptions {
  /** Path of the database file. `migrate` makes it, readable by its owner alone. */
  readonly file: string;
  readonly log?: StoreLog;
}

/** The cluster state in one file on a local disk, which the processes of one machine share. */
export function openSqliteStore({ file, log }: SqliteOptions): ClusterStore {
  const db = createSqliteDatabase(file, log);
  return sqlStore(db, sqliteMeetingSteps(db));
}
