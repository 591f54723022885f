import type { ClusterStore } from '../../cluster/ports.ts';
import { sqlStore } from './cluster-store.ts';
import { createPostgresDatabase, type PostgresOptions } from './postgres-database.ts';
import { postgresMeetingSteps } from './postgres-meetings.ts';

/**
 * The cluster state in a PostgreSQL. Throws a plain Error when the URL is none; a server that is down is
 * connected to once it is up.
 */
export function openPostgresStore(options: PostgresOptions): ClusterStore {
  const db = createPostgresDatabase({ ...options, byIndex: true });
  return sqlStore(db, postgresMeetingSteps(db));
}
