/** Histories for the contract suite. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freshDatabase, tempDir } from '../../../../test/helpers/index.ts';
import { HOUR_MS } from '../../../audit/history.ts';
import type { DatabaseStore } from '../../../operations/ports.ts';
import type { HistorySubject } from '../../contract/history.contract.ts';
import { type Database, statement } from '../database.ts';
import { openPostgresDatabaseStore, openSqliteDatabaseStore } from '../database-store.ts';
import { createPostgresDatabase } from '../postgres-database.ts';
import { number } from '../rows.ts';
import { createSqliteDatabase } from '../sqlite-database.ts';

export async function openSqliteHistory(): Promise<HistorySubject> {
  const { path, remove } = await tempDir();
  onTestFinished(remove);
  const file = join(path, 'records.db');
  return subject(() => openSqliteDatabaseStore({ file }), createSqliteDatabase({ file }));
}

export async function openPostgresHistory(): Promise<HistorySubject> {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  return subject(() => openPostgresDatabaseStore({ url }), createPostgresDatabase({ url }));
}

const TABLES = ['history_rounds', 'history_hours', 'history_changes'];

const ageing = ['history_rounds SET at = at - $1', 'history_changes SET at = at - $1'].map((what, index) =>
  statement(`test_age_${index}`, `UPDATE ${what}`),
);
const ageHours = statement('test_age_hours', 'UPDATE history_hours SET hour = hour - $1');

async function subject(open: () => DatabaseStore, db: Database): Promise<HistorySubject> {
  const reopen = async (): Promise<DatabaseStore> => {
    const database = open();
    onTestFinished(() => database.close());
    await database.migrate();
    return database;
  };
  onTestFinished(() => db.close());
  return {
    database: await reopen(),
    reopen,
    async age(hours) {
      for (const change of ageing) await db.all(change, hours * HOUR_MS);
      await db.all(ageHours, hours);
    },
    async rows() {
      const count = async (table: string): Promise<number> =>
        number((await db.all(statement(`test_${table}`, `SELECT count(*) AS n FROM ${table}`)))[0]?.['n']);
      return (await Promise.all(TABLES.map(count))).reduce((sum, rows) => sum + rows, 0);
    },
  };
}
