import type { CapacityChange } from '../../cluster/capacity.ts';
import { pollState } from '../../cluster/poll-state.ts';
import type { PollState, PollUpdate, ServerStore } from '../../cluster/ports.ts';
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
import { SERVER_COLUMNS, serverOf, text } from './rows.ts';

/**
 * $1 the id, $2–$6 what the decision rested on, $7 the load then; $8–$11 the outcome, $12 whether the load
 * changes: to $13 and what was added since. $14–$17 the figures, $18 and $19 what had come since those before.
 * $20 whether `awaited_until` changes: to $21, if it was $22.
 * null: as it was. No load falls below 0, and a disabled server has none.
 */
/** What has come after `seen` of them; all have been seen when that is not known, and none without figures. */
const rest = (column: string, seen: string) =>
  `CASE WHEN $14 IS NULL THEN ${column} WHEN ${column} > ${seen} THEN ${column} - ${seen} ELSE 0 END`;

const RECORD_POLL = `
  UPDATE cluster_servers
  SET online = $8, healthy = $9, unhealthy = $10, state = coalesce($11, state),
    load = CASE
      WHEN NOT CAST($12 AS boolean) THEN load
      WHEN coalesce($11, state) = 'disabled' THEN NULL
      WHEN CAST($13 AS double precision) + coalesce(load - $7, 0) < 0 THEN 0
      ELSE CAST($13 AS double precision) + coalesce(load - $7, 0) END,
    meetings = coalesce($14, meetings), users = coalesce($15, users),
    largest_meeting = coalesce($16, largest_meeting), videos = coalesce($17, videos),
    placed = ${rest('placed', '$18')}, joined = ${rest('joined', '$19')},
    awaited_until = CASE WHEN CAST($20 AS boolean) THEN CAST($21 AS bigint) ELSE awaited_until END
  WHERE id = $1 AND state = $2 AND online = $3 AND load_multiplier = $4 AND healthy = $5 AND unhealthy = $6
    AND awaited_until IS NOT DISTINCT FROM CAST($22 AS bigint)
  RETURNING id`;

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
  forgetRoster: statement('servers_forget_roster', 'DELETE FROM cluster_rosters WHERE server_id = $1'),
  recordPoll: onceOnly('servers_record_poll', RECORD_POLL),
  pollState: statement('servers_poll_state', `SELECT ${SERVER_COLUMNS()} FROM cluster_servers WHERE id = $1`),
  recordVersion: statement(
    'servers_record_version',
    'UPDATE cluster_servers SET bbb_version = $2 WHERE id = $1 AND bbb_version <> $2',
  ),
  suspect: statement(
    'servers_suspect',
    `INSERT INTO cluster_suspects (server_id, suspect_until) VALUES ($1, ${now} + $2)
     ON CONFLICT (server_id) DO UPDATE SET suspect_until = excluded.suspect_until`,
  ),
  suspects: statement(
    'servers_suspects',
    `SELECT server_id FROM cluster_suspects WHERE suspect_until > ${now}`,
  ),
});

export function sqlServers(db: Database): ServerStore {
  const sql = statements(db.dialect);

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
      const [removed] = await db.together([step(sql.remove, id), step(sql.forgetRoster, id)]);
      return (removed ?? []).length > 0;
    },
    async recordPoll(id, expected, next) {
      const written = await db.all(
        sql.recordPoll,
        id,
        ...expectedValues(expected),
        ...pollValues(next),
        ...seenValues(expected),
        ...['awaitedUntil' in next, next.awaitedUntil ?? null, expected.awaitedUntil ?? null],
      );
      if (written.length > 0) return { kind: 'written' };
      const [row] = await db.all(sql.pollState, id);
      return row ? { kind: 'changed', now: pollState(serverOf(row)) } : { kind: 'gone' };
    },
    async recordVersion(id, bbbVersion) {
      await db.all(sql.recordVersion, id, bbbVersion);
    },
    async suspect(id, seconds) {
      await db.all(sql.suspect, id, milliseconds(seconds));
    },
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

function expectedValues({ state, online, loadMultiplier, healthy, unhealthy, load }: PollState): Value[] {
  return [state, online, loadMultiplier, healthy, unhealthy, load ?? null];
}

function pollValues(next: PollUpdate): Value[] {
  const { online, healthy, unhealthy, state, load, figures } = next;
  return [
    ...[online, healthy, unhealthy, state ?? null, 'load' in next, load ?? null],
    ...[figures?.meetings ?? null, figures?.users ?? null],
    ...[figures?.largestMeeting ?? null, figures?.videos ?? null],
  ];
}

/** A server without a capacity: what has come to it is not told. */
function seenValues({ capacity }: PollState): Value[] {
  return [capacity?.placed ?? null, capacity?.joined ?? null];
}
