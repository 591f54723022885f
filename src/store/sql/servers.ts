import type { CapacityChange } from '../../cluster/capacity.ts';
import type { ServerStore } from '../../cluster/ports.ts';
import type { Server, ServerChange } from '../../cluster/server.ts';
import {
  type Database,
  type Dialect,
  milliseconds,
  onceOnly,
  type Row,
  statement,
  step,
  type Value,
} from './database.ts';
import { sqlMarks } from './marks.ts';
import { sqlPolls } from './polls.ts';
import { SERVER_COLUMNS, serverOf, text } from './rows.ts';

const statements = ({ now }: Dialect) => ({
  list: statement('servers_list', `SELECT ${SERVER_COLUMNS()} FROM cluster_servers ORDER BY id`),
  find: statement('servers_find', `SELECT ${SERVER_COLUMNS()} FROM cluster_servers WHERE id = $1`),
  add: onceOnly(
    'servers_add',
    `INSERT INTO cluster_servers (id, url, secret, load_multiplier, tag, max_meetings, max_users, spare, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
  ),
  update: statement(
    'servers_update',
    `UPDATE cluster_servers
     SET url = coalesce($2, url), secret = coalesce($3, secret),
       load_multiplier = coalesce($4, load_multiplier), tag = coalesce($5, tag),
       max_meetings = CASE WHEN $6 THEN $7 ELSE max_meetings END,
       max_users = CASE WHEN $8 THEN $9 ELSE max_users END, spare = coalesce($10, spare)
     WHERE id = $1 RETURNING ${SERVER_COLUMNS()}`,
  ),
  setState: statement(
    'servers_set_state',
    `UPDATE cluster_servers SET state = $2, load = CASE WHEN $2 = 'disabled' THEN NULL ELSE load END
     WHERE id = $1 RETURNING ${SERVER_COLUMNS()}`,
  ),
  remove: onceOnly('servers_remove', 'DELETE FROM cluster_servers WHERE id = $1 RETURNING id'),
  // Its own, and what a poll wrote of another while that was removed.
  forgetRosters: statement(
    'servers_forget_rosters',
    'DELETE FROM cluster_rosters WHERE server_id NOT IN (SELECT id FROM cluster_servers)',
  ),
  suspects: statement(
    'servers_suspects',
    `SELECT server_id FROM cluster_suspects WHERE suspect_until > ${now}`,
  ),
});

export function sqlServers(db: Database): ServerStore {
  const sql = statements(db.dialect);
  const { recordVersion, suspect } = sqlMarks(db);

  return {
    async list() {
      return (await db.all(sql.list)).map(serverOf);
    },
    async find(id) {
      return oneServer(await db.all(sql.find, id));
    },
    async add({ id, url, secret, loadMultiplier, tag, capacity = {}, enabled }) {
      const { maxMeetings = null, maxUsers = null, spare = false } = capacity;
      const rest = [maxMeetings, maxUsers, spare, enabled ? 'enabled' : 'disabled'];
      return (await db.all(sql.add, id, url, secret, loadMultiplier, tag ?? '', ...rest)).length > 0;
    },
    async update(id, change) {
      return oneServer(await db.all(sql.update, id, ...changeValues(change)));
    },
    async setState(id, state) {
      return oneServer(await db.all(sql.setState, id, state));
    },
    async remove(id) {
      const [removed] = await db.together([step(sql.remove, id), step(sql.forgetRosters)]);
      return (removed ?? []).length > 0;
    },
    ...sqlPolls(db),
    recordVersion: (id, bbbVersion) => recordVersion([id, bbbVersion]),
    suspect: (id, seconds) => suspect([id, milliseconds(seconds)]),
    async suspects() {
      return new Set((await db.all(sql.suspects)).map((row) => text(row['server_id'])));
    },
  };
}

function oneServer([row]: readonly Row[]): Server | undefined {
  return row && serverOf(row);
}

function changeValues(change: ServerChange): Value[] {
  const tag = 'tag' in change ? (change.tag ?? '') : null;
  return [
    ...[change.url ?? null, change.secret ?? null, change.loadMultiplier ?? null, tag],
    ...capacityValues(change.capacity),
  ];
}

function capacityValues(change: CapacityChange = {}): Value[] {
  return [
    ...['maxMeetings' in change, change.maxMeetings ?? null],
    ...['maxUsers' in change, change.maxUsers ?? null],
    change.spare ?? null,
  ];
}
