/** Stores on SQL for the tests. */
import { join } from 'node:path';
import { type Child, freshDatabase, startChild, tempDir } from '../../../test/helpers/index.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import type { Subject } from '../contract/subject.ts';
import { type Database, statement } from './database.ts';
import { openPostgresStore } from './postgres.ts';
import { createPostgresDatabase } from './postgres-database.ts';
import { openSqliteStore } from './sqlite.ts';
import { createSqliteDatabase } from './sqlite-database.ts';

const LRS = ['lrs_endpoint', 'lrs_username', 'lrs_password'];

const addTenant = statement(
  'test_tenant',
  `INSERT INTO cluster_tenants (id, name, secrets, ${LRS.join(', ')}) VALUES ($1, $2, $3, $4, $5, $6)`,
);
const addSetting = statement(
  'test_setting',
  'INSERT INTO cluster_tenant_settings (id, tenant_id, param, value, override) VALUES ($1, $2, $3, $4, $5)',
);
const expire = statement('test_expire', 'UPDATE cluster_meetings SET expires_at = 1 WHERE id = $1');

export interface SqlSubject extends Subject {
  /** A second connection to the data, as another writer has it. */
  readonly db: Database;
}

export async function openSqliteSubject(): Promise<SqlSubject> {
  const { path, remove } = await tempDir();
  const file = join(path, 'cluster.db');
  const store = openSqliteStore({ file });
  await store.migrate();
  return sqlSubject(store, createSqliteDatabase({ file }), configOf({ dataDir: path }), remove);
}

export async function openPostgresSubject(): Promise<SqlSubject> {
  const { url, drop } = await freshDatabase();
  const store = openPostgresStore({ url });
  await store.migrate();
  return sqlSubject(store, createPostgresDatabase({ url }), configOf({ databaseUrl: url }), drop);
}

function sqlSubject(
  store: ClusterStore,
  db: Database,
  config: Subject['config'],
  remove: () => Promise<void>,
): SqlSubject {
  return {
    store,
    config,
    db,
    async addTenant({ id, name, secrets, lrs }) {
      await db.all(addTenant, id, name, secrets.join(':'), ...LRS.map((column) => lrs[column] ?? null));
    },
    async addSetting({ id, tenantId, param, value, override }) {
      await db.all(addSetting, id, tenantId, param, value, override);
    },
    async expire(meetingId) {
      await db.all(expire, meetingId);
    },
    async cleanup() {
      await store.close();
      await db.close();
      await remove();
    },
  };
}

/** The configuration with which another process opens the same data. */
export function configOf(where: { dataDir: string } | { databaseUrl: string }): Subject['config'] {
  const databaseUrl = 'databaseUrl' in where ? where.databaseUrl : undefined;
  const dataDir = 'dataDir' in where ? where.dataDir : '/nowhere';
  return { redisUrl: undefined, redisNamespace: '', databaseUrl, dataDir, defaultMeetingTtl: 86_400 };
}

const INDEX = new URL('../index.ts', import.meta.url).href;

/**
 * A process of its own in which `body` runs with `store` open. What it says goes through `say` (a line each).
 * `prefix`: the command that starts it, Node's path and arguments coming after.
 */
export function startStoreProcess(
  config: Subject['config'],
  body: string,
  prefix: readonly string[] = [],
): Promise<Child> {
  const code = `
    import { writeSync } from 'node:fs';
    import { openClusterStore } from '${INDEX}';
    const say = (line) => writeSync(1, line + '\\n');
    const store = await openClusterStore(${JSON.stringify(config)});
    ${body}
    await store.close();`;
  const [command = '', ...args] = [...prefix, process.execPath, '--input-type=module', '-e', code];
  return startChild(command, args);
}
