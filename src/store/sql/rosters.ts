import type { RosterStore } from '../../cluster/roster.ts';
import { gather } from '../gathering.ts';
import { readRoster, rosterText } from '../roster-text.ts';
import { type Database, type Dialect, type Row, statement } from './database.ts';
import { text } from './rows.ts';

const ROSTERS = `SELECT server_id, meetings FROM cluster_rosters
   WHERE server_id IN (SELECT id FROM cluster_servers)`;
const list = statement('rosters_list', ROSTERS);
const of = statement('rosters_of', `${ROSTERS} AND server_id = $1`);

/** An upsert that finds nothing to change would still lock the row, and write that down: it has no row to put in then. */
const recording = (said: string) => `
   INSERT INTO cluster_rosters (server_id, meetings)
   SELECT said.id, said.meetings FROM ${said}
   WHERE EXISTS (SELECT 1 FROM cluster_servers s WHERE s.id = said.id)
     AND NOT EXISTS (SELECT 1 FROM cluster_rosters r WHERE r.server_id = said.id AND r.meetings = said.meetings)
   ORDER BY said.id
   ON CONFLICT (server_id) DO UPDATE SET meetings = excluded.meetings`;

const record = statement(
  'rosters_record',
  recording('(SELECT CAST($1 AS text) AS id, CAST($2 AS text) AS meetings) said'),
);
/** PostgreSQL's alone: SQLite does what comes up in a moment in one transaction by itself. */
const recordAll = statement(
  'rosters_record_all',
  recording('unnest(CAST($1 AS text[]), CAST($2 AS text[])) AS said (id, meetings)'),
);

const clear = statement('rosters_clear', 'DELETE FROM cluster_rosters WHERE server_id = $1');
const clearAll = ({ among, amongThose, locked }: Dialect) =>
  statement(
    'rosters_clear_all',
    `DELETE FROM cluster_rosters WHERE server_id ${amongThose(
      `SELECT server_id FROM cluster_rosters WHERE server_id ${among('$1')} ORDER BY server_id ${locked}`,
    )}`,
  );

/** What is to be kept of a server; empty: nothing. */
type Said = readonly [id: string, meetings: string];

export function sqlRosters(db: Database): RosterStore {
  const keep = db.dialect.name === 'postgres' ? gathered(db) : one(db);
  return {
    record: (serverId, roster) => keep([serverId, roster.size === 0 ? '' : rosterText(roster)]),
    list: async () => new Map((await db.all(list)).map(rosterOf)),
    of: async (serverId) => new Map((await db.all(of, serverId)).map(rosterOf)),
  };
}

function one(db: Database): (said: Said) => Promise<void> {
  return async ([id, meetings]) => {
    await (meetings === '' ? db.all(clear, id) : db.all(record, id, meetings));
  };
}

/** A thousand servers that are polled at once do not wait for a thousand commits. */
function gathered(db: Database): (said: Said) => Promise<void> {
  const clearing = clearAll(db.dialect);
  return gather<Said, void>({
    one: one(db),
    async many(asks) {
      // A row can be put in once in a statement: of one server the last word counts.
      const last = [...new Map(asks)];
      const idle = last.filter(([, meetings]) => meetings === '').map(([id]) => id);
      const busy = last.filter(([, meetings]) => meetings !== '');
      if (idle.length > 0) await db.all(clearing, idle);
      const [ids, texts] = [busy.map(([id]) => id), busy.map(([, meetings]) => meetings)];
      if (busy.length > 0) await db.all(recordAll, ids, texts);
      return asks.map(() => undefined);
    },
  });
}

function rosterOf(row: Row) {
  return [text(row['server_id']), readRoster(text(row['meetings']))] as const;
}
