import type { LeaseStore } from '../../cluster/ports.ts';
import { gather } from '../gathering.ts';
import { type Database, type Dialect, statement } from './database.ts';
import { text } from './rows.ts';

const statements = ({ now, among, amongThose, items, locked }: Dialect) => ({
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
    `DELETE FROM cluster_leases WHERE name ${amongThose(
      `SELECT name FROM cluster_leases WHERE name ${among('$1')} AND holder = $2 ORDER BY name ${locked}`,
    )}`,
  ),
});

/** PostgreSQL's alone: SQLite does what comes up in a moment in one transaction by itself. */
const releaseAll = statement(
  'leases_release_all',
  `DELETE FROM cluster_leases WHERE name IN (
     SELECT l.name FROM unnest(CAST($1 AS text[]), CAST($2 AS text[])) AS said (name, holder)
     JOIN cluster_leases l ON l.name = said.name AND l.holder = said.holder ORDER BY l.name FOR UPDATE OF l)`,
);

interface Release {
  readonly names: readonly string[];
  readonly holder: string;
}

/** Leases that ran out long ago are cleared by the sweep of the meetings. */
export function sqlLeases(db: Database): LeaseStore {
  const sql = statements(db.dialect);
  const release = async ({ names, holder }: Release): Promise<void> => {
    await db.all(sql.release, inOrder(names), holder);
  };
  const giveBack = db.dialect.name === 'postgres' ? gathered(db, release) : release;
  return {
    async acquire(names, holder, ttlMs) {
      const rows = await db.all(sql.acquire, inOrder(names), holder, Math.round(ttlMs));
      return new Set(rows.map((row) => text(row['name'])));
    },
    release: (names, holder) => giveBack({ names, holder }),
  };
}

/** A poller gives back the lease of each server as its poll ends, of a thousand at once. */
function gathered(db: Database, one: (release: Release) => Promise<void>) {
  return gather<Release, void>({
    one,
    async many(all) {
      const names = all.flatMap((release) => release.names);
      const holders = all.flatMap((release) => release.names.map(() => release.holder));
      await db.all(releaseAll, names, holders);
      return all.map(() => undefined);
    },
  });
}

/** Each once, and in the same order in every process, so that two of them never wait for each other. */
function inOrder(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
