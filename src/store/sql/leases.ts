import type { LeaseStore } from '../../cluster/ports.ts';
import { type Database, type Dialect, statement } from './database.ts';
import { text } from './rows.ts';

const statements = ({ now, items, locked }: Dialect) => ({
  // `WHERE true` keeps SQLite from taking ON CONFLICT for the condition of a join.
  acquire: statement(
    'leases_acquire',
    `INSERT INTO cluster_leases (name, holder, expires_at)
     SELECT value, $2, ${now} + $3 FROM ${items('$1')} WHERE true
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
     WHERE cluster_leases.holder = excluded.holder OR cluster_leases.expires_at <= ${now}
     RETURNING name`,
  ),
  release: statement(
    'leases_release',
    `DELETE FROM cluster_leases WHERE name IN (
       SELECT name FROM cluster_leases
       WHERE name IN (SELECT value FROM ${items('$1')}) AND holder = $2 ORDER BY name ${locked})`,
  ),
});

/** Leases that ran out long ago are cleared by the sweep of the meetings. */
export function sqlLeases(db: Database): LeaseStore {
  const sql = statements(db.dialect);
  return {
    async acquire(names, holder, ttlMs) {
      const rows = await db.all(sql.acquire, inOrder(names), holder, Math.round(ttlMs));
      return new Set(rows.map((row) => text(row['name'])));
    },
    async release(names, holder) {
      await db.all(sql.release, inOrder(names), holder);
    },
  };
}

/** Each once, and in the same order in every process, so that two of them never wait for each other. */
function inOrder(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
