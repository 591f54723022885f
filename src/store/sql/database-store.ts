import type { DatabaseStore } from '../../operations/ports.ts';
import { sqlApiTokens } from './api-tokens.ts';
import { sqlAudit } from './audit.ts';
import { sqlCallbackData } from './callback-data.ts';
import type { Database } from './database.ts';
import { sqlHistory } from './history/history.ts';
import { sqlHooks } from './hooks.ts';
import { sqlLogLevel } from './log-level.ts';
import { accessSchema } from './migrations/access.ts';
import { auditSchema } from './migrations/audit.ts';
import { historySchema } from './migrations/history.ts';
import { hooksSchema } from './migrations/hooks.ts';
import { logLevelSchema } from './migrations/log-level.ts';
import { outboxSchema } from './migrations/outbox.ts';
import { recordingsSchema } from './migrations/recordings.ts';
import { usageSchema } from './migrations/usage.ts';
import { migrate, type Schema, schemaCheck } from './migrations.ts';
import { sqlOutbox } from './outbox.ts';
import { createPostgresDatabase, type PostgresOptions } from './postgres-database.ts';
import { sqlRecordings } from './recordings.ts';
import { sqlSessions } from './sessions.ts';
import { createSqliteDatabase, type SqliteFileOptions } from './sqlite-database.ts';
import { sqlUsage } from './usage.ts';
import { sqlUsers } from './users.ts';

/** What is stored in the database beside the cluster state, an area each. */
export const schemas: readonly Schema[] = [
  recordingsSchema,
  historySchema,
  auditSchema,
  accessSchema,
  outboxSchema,
  hooksSchema,
  usageSchema,
  logLevelSchema,
];

/** Beside the cluster state's connections: an import waits for its turn rather than a join. */
const POOL_SIZE = 5;
/**
 * Recordings have connections of their own: a listing of a million takes its time, and what of it is rare, and
 * so where to begin, differs from one to the next. Nobody else is to wait so long for a PostgreSQL that hangs.
 */
const RECORDINGS = { poolSize: 4, queryTimeoutMs: 10_000, planAlways: true } as const;

export function openSqliteDatabaseStore(options: Omit<SqliteFileOptions, 'durable'>): DatabaseStore {
  const db = createSqliteDatabase({ ...options, durable: true });
  return databaseStore(db, db);
}

/** Throws a plain Error when the URL is none; a server that is down is connected to once it is up. */
export function openPostgresDatabaseStore(options: Omit<PostgresOptions, 'durable'>): DatabaseStore {
  const open = (own: Partial<PostgresOptions>): Database =>
    createPostgresDatabase({ ...own, ...options, durable: true });
  return databaseStore(open({ poolSize: POOL_SIZE }), open(RECORDINGS));
}

function databaseStore(db: Database, recordings: Database): DatabaseStore {
  const checks = schemas.map((schema) => schemaCheck(db, schema));
  return {
    recordings: sqlRecordings(recordings),
    callbackData: sqlCallbackData(db),
    audit: sqlAudit(db),
    apiTokens: sqlApiTokens(db),
    users: sqlUsers(db),
    sessions: sqlSessions(db),
    history: sqlHistory(db),
    usage: sqlUsage(db),
    outbox: sqlOutbox(db),
    logLevel: sqlLogLevel(db),
    hooks: sqlHooks(db),
    async migrate() {
      for (const schema of schemas) await migrate(db, schema);
    },
    async check() {
      for (const check of checks) await check();
    },
    readOnly: () => db.readOnly() ?? recordings.readOnly(),
    async close() {
      await Promise.all([db.close(), recordings.close()]);
    },
  };
}
