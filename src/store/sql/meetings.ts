import type { Located, MeetingStore, Placement, PlaceRequest } from '../../cluster/ports.ts';
import {
  type Database,
  type Dialect,
  milliseconds,
  type Row,
  type Statement,
  statement,
} from './database.ts';
import { LOCATED_COLUMNS, MEETING_COLUMNS, meetingOf, recordOf, serverOf } from './rows.ts';

const CHUNK = 500;

/** What takes several statements in one transaction, so that each database has its own way. */
export interface MeetingSteps {
  /** Reads what `located` takes, and counts the join. */
  join(id: string, tenantId: string | undefined): Promise<Row | undefined>;
  place(request: PlaceRequest): Promise<Placement>;
  forget(id: string, serverId: string | undefined, release: boolean): Promise<boolean>;
}

/** Finds a living record ($1), of a tenant's ($2) if not null, with its server. */
export const locateText = (now: string): string =>
  `SELECT ${MEETING_COLUMNS('m')}, ${LOCATED_COLUMNS('s')}
   FROM cluster_meetings m JOIN cluster_servers s ON s.id = m.server_id
   WHERE m.id = $1 AND m.expires_at > ${now} AND (CAST($2 AS text) IS NULL OR m.tenant_id = $2)`;

const statements = ({ now, items, locked, unlocked }: Dialect) => {
  const record = `id, ${MEETING_COLUMNS()}, ${now} - placed_at AS placed_ago, expires_at - ${now} AS expires_in`;
  const clear = (table: string, key: string, expiry = 'expires_at') =>
    `DELETE FROM ${table} WHERE ${expiry} <= ${now} AND ${key} IN (
       SELECT ${key} FROM ${table} WHERE ${expiry} <= ${now} LIMIT ${CHUNK} ${unlocked})
     RETURNING ${key}`;
  return {
    locate: statement('meetings_locate', locateText(now)),
    settle: statement(
      'meetings_settle',
      `INSERT INTO cluster_meetings AS m
         (id, server_id, moderator_pw, voice_bridge, tenant_id, placed_at, expires_at, in_flight_until)
       SELECT CAST($1 AS text), s.id, CAST($3 AS text), CASE WHEN EXISTS (
           SELECT 1 FROM cluster_meetings o WHERE o.voice_bridge = $4 AND o.id <> $1) THEN NULL ELSE CAST($4 AS text) END,
         CAST($5 AS text), ${now}, ${now} + $6, CAST($7 AS bigint)
       FROM cluster_servers s WHERE s.id = $2
       ON CONFLICT (id) DO UPDATE SET server_id = excluded.server_id, moderator_pw = excluded.moderator_pw,
         voice_bridge = excluded.voice_bridge, tenant_id = excluded.tenant_id, placed_at = excluded.placed_at,
         expires_at = excluded.expires_at, in_flight_until = excluded.in_flight_until
       WHERE m.server_id = excluded.server_id OR m.expires_at <= ${now}
       RETURNING id`,
    ),
    records: statement(
      'meetings_records',
      `SELECT ${record} FROM cluster_meetings WHERE id > $1 AND expires_at > ${now} ORDER BY id LIMIT ${CHUNK}`,
    ),
    find: statement(
      'meetings_find',
      `SELECT ${record} FROM cluster_meetings
       WHERE id IN (SELECT value FROM ${items('$1')}) AND expires_at > ${now}`,
    ),
    renew: statement(
      'meetings_renew',
      `UPDATE cluster_meetings SET expires_at = ${now} + $2 WHERE id IN (
         SELECT id FROM cluster_meetings
         WHERE id IN (SELECT value FROM ${items('$1')}) AND expires_at > ${now} ORDER BY id ${locked})`,
    ),
    sweepMeetings: statement('meetings_sweep', clear('cluster_meetings', 'id')),
    sweepTokens: statement('tokens_sweep', clear('cluster_tokens', 'token')),
    sweepSuspects: statement('suspects_sweep', clear('cluster_suspects', 'server_id', 'suspect_until')),
    sweepLeases: statement('leases_sweep', clear('cluster_leases', 'name')),
  };
};

export function sqlMeetings(db: Database, steps: MeetingSteps): MeetingStore {
  const sql = statements(db.dialect);

  async function* records() {
    for (let after = '', more = true; more; ) {
      const chunk = (await db.all(sql.records, after)).map(recordOf);
      if (chunk.length > 0) yield chunk;
      after = chunk.at(-1)?.meeting.id ?? after;
      more = chunk.length === CHUNK;
    }
  }

  /** So that no other writer waits long for this one. */
  async function inPieces(sweep: Statement): Promise<number> {
    let total = 0;
    for (let gone = CHUNK; gone === CHUNK; total += gone) gone = (await db.all(sweep)).length;
    return total;
  }

  return {
    async locate(id, { tenantId, join } = {}) {
      const row = join ? await steps.join(id, tenantId) : (await db.all(sql.locate, id, tenantId ?? null))[0];
      return row && located(id, row);
    },
    place: steps.place,
    async settle({ id, serverId, moderatorPw, voiceBridge, tenantId }, creation, ttl) {
      const record = [id, serverId, moderatorPw, voiceBridge ?? null, tenantId ?? null];
      const inFlightUntil = creation === 'settled' ? null : 0;
      return (await db.all(sql.settle, ...record, milliseconds(ttl), inFlightUntil)).length > 0;
    },
    async forget(id, serverId, { release = false } = {}) {
      return steps.forget(id, serverId, release);
    },
    records,
    async find(ids) {
      return (await db.all(sql.find, ids)).map(recordOf);
    },
    async renew(ids, ttl) {
      await db.all(sql.renew, ids, milliseconds(ttl));
    },
    async sweep() {
      await inPieces(sql.sweepTokens);
      await inPieces(sql.sweepLeases);
      await inPieces(sql.sweepSuspects);
      // A number stands in its meeting's own row and so is never an orphan.
      return { cleared: await inPieces(sql.sweepMeetings), orphans: new Set<string>() };
    },
  };
}

function located(id: string, row: Row): Located {
  return { meeting: meetingOf(id, row), server: serverOf(row) };
}
