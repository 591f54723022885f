import type { Located, MeetingStore, Placement, PlaceRequest } from '../../cluster/ports.ts';
import type { UseLimit } from '../../cluster/use.ts';
import {
  type Database,
  type Dialect,
  milliseconds,
  type Row,
  type Statement,
  statement,
} from './database.ts';
import { HOME_COLUMNS, homeOf, MEETING_COLUMNS, meetingOf, recordOf, text } from './rows.ts';

const CHUNK = 500;

/** What is given back of a meeting that is forgotten. */
export interface GivenBack {
  /** The size whose load it is; 0: none is. */
  readonly size: number;
  /** Those whose meetings it counted among. */
  readonly limits: readonly UseLimit[];
}

export interface Joined {
  /** What `located` takes. */
  readonly row: Row;
  readonly limited: UseLimit | undefined;
}

/** What each database has its own way for. On SQLite some take several statements in one transaction. */
export interface MeetingSteps {
  /** What `located` takes. */
  locate(id: string, tenantId: string | undefined): Promise<Row | undefined>;
  /** Finds the meeting, and counts the join unless a limit is reached. */
  join(id: string, tenantId: string | undefined, limits: readonly UseLimit[]): Promise<Joined | undefined>;
  place(request: PlaceRequest): Promise<Placement>;
  /** Notes that the server has the meeting that is on record there. False: it is not, or the server is gone. */
  confirm(id: string, serverId: string): Promise<boolean>;
  forget(id: string, serverId: string | undefined, given: GivenBack): Promise<boolean>;
}

/** Finds a living record, of a tenant's if that is not null, with its server. */
export const locateText = (dialect: Dialect, { id, tenant } = { id: '$1', tenant: '$2' }): string =>
  `SELECT ${MEETING_COLUMNS('m')}, ${HOME_COLUMNS('s')} ${meetingsAtHome(dialect)}
   WHERE m.id = ${id} AND m.expires_at + 0 > ${dialect.now} AND (CAST(${tenant} AS text) IS NULL OR m.tenant_id = ${tenant})`;

/** The same by the number that it is dialled in with. */
const locateNumberText = (dialect: Dialect): string =>
  `SELECT m.id AS meeting_id, ${MEETING_COLUMNS('m')}, ${HOME_COLUMNS('s')} ${meetingsAtHome(dialect)}
   WHERE m.voice_bridge = $1 AND m.expires_at + 0 > ${dialect.now}`;

const meetingsAtHome = ({ withRow }: Dialect): string =>
  `FROM cluster_meetings m ${withRow('cluster_servers', 's', 's.id = m.server_id')}`;

/** Settles the creation of a living record ($1) on its server ($2), without touching what an index is on. */
export const confirmText = (now: string): string =>
  `UPDATE cluster_meetings SET in_flight_until = NULL
   WHERE id = $1 AND server_id = $2 AND expires_at + 0 > ${now}
     AND EXISTS (SELECT 1 FROM cluster_servers s WHERE s.id = $2) RETURNING id`;

/** The columns of a record, its id aside. */
const SETTLED = [
  'server_id',
  'moderator_pw',
  'voice_bridge',
  'tenant_id',
  'placed_at',
  'expires_at',
  'in_flight_until',
];

/**
 * Where rows are told by a key and by a time, `+ 0` keeps PostgreSQL from the index on the time, which a plan made while
 * the table is empty, or all in it is over, may take: it would read all that live, or all that have expired, for each.
 */
const statements = (dialect: Dialect) => {
  const { now, among, amongThose, locked, unlocked } = dialect;
  const record = `id, ${MEETING_COLUMNS()}, ${now} - placed_at AS placed_ago, expires_at - ${now} AS expires_in`;
  // $1 id, $2 server (which must be there), $3 password, $4 number, $5 tenant, $6 TTL, $7 in flight until.
  const given = `
    SELECT CAST($1 AS text) AS id, s.id AS server_id, CAST($3 AS text) AS moderator_pw,
      CASE WHEN EXISTS (SELECT 1 FROM cluster_meetings o WHERE o.voice_bridge = $4 AND o.id <> $1)
        THEN NULL ELSE CAST($4 AS text) END AS voice_bridge,
      CAST($5 AS text) AS tenant_id, ${now} AS placed_at, ${now} + $6 AS expires_at,
      CAST($7 AS bigint) AS in_flight_until
    FROM cluster_servers s WHERE s.id = $2`;
  const clear = (table: string, key: string, expiry = 'expires_at') =>
    `DELETE FROM ${table} WHERE ${expiry} + 0 <= ${now} AND ${key} ${amongThose(
      `SELECT ${key} FROM ${table} WHERE ${expiry} <= ${now} LIMIT ${CHUNK} ${unlocked}`,
    )} RETURNING ${key}`;
  return {
    locateNumber: statement('meetings_locate_number', locateNumberText(dialect)),
    // Two statements, since PostgreSQL's ON CONFLICT (id) fails on the other unique column, the number, when
    // the record is updated at the same moment.
    settle: statement(
      'meetings_settle',
      `UPDATE cluster_meetings AS m SET ${SETTLED.map((column) => `${column} = record.${column}`).join(', ')}
       FROM (${given}) AS record
       WHERE m.id = record.id AND (m.server_id = record.server_id OR m.expires_at <= ${now}) RETURNING 1 AS done`,
    ),
    restore: statement(
      'meetings_restore',
      `INSERT INTO cluster_meetings (id, ${SETTLED.join(', ')}) ${given} ON CONFLICT DO NOTHING RETURNING id`,
    ),
    records: statement(
      'meetings_records',
      `SELECT ${record} FROM cluster_meetings WHERE id > $1 AND expires_at > ${now} ORDER BY id LIMIT ${CHUNK}`,
    ),
    find: statement(
      'meetings_find',
      `SELECT ${record} FROM cluster_meetings
       WHERE id ${among('$1')} AND expires_at + 0 > ${now}`,
    ),
    renew: statement(
      'meetings_renew',
      `UPDATE cluster_meetings SET expires_at = ${now} + $2 WHERE id ${amongThose(
        `SELECT id FROM cluster_meetings WHERE id ${among('$1')} AND expires_at + 0 > ${now} ORDER BY id ${locked}`,
      )}`,
    ),
    sweepMeetings: statement('meetings_sweep', clear('cluster_meetings', 'id')),
    sweepTokens: statement('tokens_sweep', clear('cluster_tokens', 'token')),
    sweepSuspects: statement('suspects_sweep', clear('cluster_suspects', 'server_id', 'suspect_until')),
    sweepLeases: statement('leases_sweep', clear('cluster_leases', 'name')),
    sweepStrays: statement('strays_sweep', clear('cluster_strays', 'position')),
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
    async locate(id, { tenantId, join, limits = [] } = {}) {
      if (join) {
        const joined = await steps.join(id, tenantId, limits);
        return joined && { ...located(id, joined.row), ...(joined.limited && { limited: joined.limited }) };
      }
      const row = await steps.locate(id, tenantId);
      return row && located(id, row);
    },
    async locateNumber(numbers) {
      for (const number of numbers) {
        const [row] = await db.all(sql.locateNumber, number);
        if (row) return located(text(row['meeting_id']), row);
      }
      return undefined;
    },
    place: steps.place,
    async settle({ id, serverId, moderatorPw, voiceBridge, tenantId }, creation, ttl) {
      if (creation === 'settled' && (await steps.confirm(id, serverId))) return true;
      const record = [id, serverId, moderatorPw, voiceBridge ?? null, tenantId ?? null];
      const values = [...record, milliseconds(ttl), creation === 'settled' ? null : 0];
      const done = async (step: Statement) => (await db.all(step, ...values)).length > 0;
      // Lost and written again by somebody else meanwhile: that one's record is looked at once more.
      return (await done(sql.settle)) || (await done(sql.restore)) || (await done(sql.settle));
    },
    async forget(id, serverId, { release = false, size = 1, limits = [] } = {}) {
      return steps.forget(id, serverId, { size: release ? size : 0, limits });
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
      await inPieces(sql.sweepStrays);
      // A number stands in its meeting's own row and so is never an orphan.
      return { cleared: await inPieces(sql.sweepMeetings), orphans: new Set<string>() };
    },
  };
}

function located(id: string, row: Row): Located {
  return { meeting: meetingOf(id, row), server: homeOf(row) };
}
