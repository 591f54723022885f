import type { RosterStore } from '../../cluster/roster.ts';
import { readRoster, rosterText } from '../roster-text.ts';
import { type Database, type Row, statement } from './database.ts';
import { text } from './rows.ts';

/** An upsert that finds nothing to change would still lock the row, and write that down: it has no row to put in then. */
const record = statement(
  'rosters_record',
  `INSERT INTO cluster_rosters (server_id, meetings)
   SELECT CAST($1 AS text), CAST($2 AS text)
   WHERE EXISTS (SELECT 1 FROM cluster_servers WHERE id = $1)
     AND NOT EXISTS (SELECT 1 FROM cluster_rosters WHERE server_id = $1 AND meetings = $2)
   ON CONFLICT (server_id) DO UPDATE SET meetings = excluded.meetings`,
);
const clear = statement('rosters_clear', 'DELETE FROM cluster_rosters WHERE server_id = $1');

const ROSTERS = `SELECT server_id, meetings FROM cluster_rosters
   WHERE server_id IN (SELECT id FROM cluster_servers)`;
const list = statement('rosters_list', ROSTERS);
const of = statement('rosters_of', `${ROSTERS} AND server_id = $1`);

export function sqlRosters(db: Database): RosterStore {
  return {
    async record(serverId, roster) {
      if (roster.size === 0) await db.all(clear, serverId);
      else await db.all(record, serverId, rosterText(roster));
    },
    list: async () => new Map((await db.all(list)).map(rosterOf)),
    of: async (serverId) => new Map((await db.all(of, serverId)).map(rosterOf)),
  };
}

function rosterOf(row: Row) {
  return [text(row['server_id']), readRoster(text(row['meetings']))] as const;
}
