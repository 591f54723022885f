import { join } from 'node:path';
import type { ClusterStore } from '../cluster/ports.ts';
import type { Config } from '../config.ts';
import type { DatabaseStore } from '../operations/ports.ts';
import type { StoreLog } from './log.ts';

/** Below DATA_DIR: the cluster state, and the SQL database, where these are files. */
export const CLUSTER_FILE = 'cluster.db';
export const DATABASE_FILE = 'records.db';

/** The settings that tell where the cluster state is kept. */
export type StoreConfig = Pick<
  Config,
  'redisUrl' | 'redisNamespace' | 'databaseUrl' | 'dataDir' | 'defaultMeetingTtl'
>;

/**
 * The cluster state as configured: Redis when there is a REDIS_URL, else PostgreSQL when there is a
 * DATABASE_URL, else SQLite in DATA_DIR. Only the chosen driver is loaded (10–20 MB each).
 */
export async function openClusterStore(config: StoreConfig, log?: StoreLog): Promise<ClusterStore> {
  const { redisUrl, redisNamespace: namespace, databaseUrl, dataDir } = config;
  const common = { meetingTtl: config.defaultMeetingTtl, ...(log && { log }) };
  if (redisUrl !== undefined) {
    const { openRedisStore } = await import('./redis/index.ts');
    return openRedisStore({ url: redisUrl, namespace, ...common });
  }
  if (databaseUrl !== undefined) {
    const { openPostgresStore } = await import('./sql/postgres.ts');
    return openPostgresStore({ url: databaseUrl, ...common });
  }
  const { openSqliteStore } = await import('./sql/sqlite.ts');
  return openSqliteStore({ file: join(dataDir, CLUSTER_FILE), ...common });
}

/** The settings that tell where the SQL database is. */
export type DatabaseConfig = Pick<Config, 'databaseUrl' | 'dbDisabled' | 'dataDir'>;

/**
 * The SQL database, which every mode has: PostgreSQL when there is a DATABASE_URL, else SQLite in DATA_DIR.
 * Undefined with DB_DISABLED.
 */
export async function openDatabaseStore(
  config: DatabaseConfig,
  log?: StoreLog,
): Promise<DatabaseStore | undefined> {
  if (config.dbDisabled) return undefined;
  const store = await import('./sql/database-store.ts');
  const { databaseUrl: url, dataDir } = config;
  const common = log ? { log } : {};
  if (url !== undefined) return store.openPostgresDatabaseStore({ url, ...common });
  return store.openSqliteDatabaseStore({ file: join(dataDir, DATABASE_FILE), ...common });
}
