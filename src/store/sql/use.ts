import { randomUUID } from 'node:crypto';
import { NO_USE, POOL, type Use, type UseStore, type Uses } from '../../cluster/use.ts';
import { type Database, onceOnly, type Row, statement, step } from './database.ts';
import { number, text } from './rows.ts';
import { ownersOf, sqlServerUsers } from './server-users.ts';

const read = statement(
  'use_read',
  'SELECT owner, meetings, users, peak_meetings, peak_users, counted FROM cluster_use',
);
/** $1 the count before, $2 this one: the steps behind it do nothing when somebody else was faster. */
const begin = onceOnly('use_begin', "UPDATE cluster_use SET counted = $2 WHERE owner = '' AND counted = $1");
const isOurs = "EXISTS (SELECT 1 FROM cluster_use p WHERE p.owner = '' AND p.counted = $4)";
/** $2 what was counted, $3 what there was before it. */
const recount = onceOnly(
  'use_recount',
  `INSERT INTO cluster_use AS u (owner, meetings)
   SELECT CAST($1 AS text), CAST($2 AS bigint) WHERE ${isOurs}
   ON CONFLICT (owner) DO UPDATE SET meetings = CASE
     WHEN u.meetings + CAST($2 AS bigint) > CAST($3 AS bigint) THEN u.meetings + CAST($2 AS bigint) - CAST($3 AS bigint)
     ELSE 0 END`,
);

const settle = [
  statement(
    'use_forget_servers',
    'DELETE FROM cluster_users WHERE server_id NOT IN (SELECT id FROM cluster_servers)',
  ),
  statement(
    'use_add_owners',
    `INSERT INTO cluster_use (owner) SELECT DISTINCT owner FROM cluster_users WHERE users > 0
     ON CONFLICT (owner) DO NOTHING`,
  ),
  statement(
    'use_sum_users',
    `UPDATE cluster_use SET users = (
       SELECT coalesce(sum(u.users), 0) FROM cluster_users u WHERE u.owner = cluster_use.owner)
     WHERE users <> (SELECT coalesce(sum(u.users), 0) FROM cluster_users u WHERE u.owner = cluster_use.owner)`,
  ),
  statement(
    'use_peak_meetings',
    'UPDATE cluster_use SET peak_meetings = meetings WHERE meetings > peak_meetings',
  ),
  statement('use_peak_users', 'UPDATE cluster_use SET peak_users = users WHERE users > peak_users'),
];

export function sqlUse(db: Database): UseStore {
  return {
    async read() {
      return usesOf(await db.all(read));
    },
    ...sqlServerUsers(db),
    async recount(meetings, before) {
      const count = randomUUID();
      const had = (owner: string) => (before.of.get(owner) ?? NO_USE).meetings;
      const changed = ownersOf(meetings, before.of).filter(
        (owner) => (meetings.get(owner) ?? 0) !== had(owner),
      );
      await db.together([
        step(begin, before.count, count),
        ...changed.map((owner) => step(recount, owner, meetings.get(owner) ?? 0, had(owner), count)),
        ...settle.map((one) => step(one)),
      ]);
    },
  };
}

function usesOf(rows: readonly Row[]): Uses {
  const pool = rows.find((row) => row['owner'] === POOL);
  return {
    count: text(pool?.['counted']),
    of: new Map(rows.map((row) => [text(row['owner']), useOf(row)])),
  };
}

function useOf(row: Row): Use {
  return {
    meetings: number(row['meetings']),
    users: number(row['users']),
    peakMeetings: number(row['peak_meetings']),
    peakUsers: number(row['peak_users']),
  };
}
