import { DAY_MS } from '../../audit/history.ts';
import { dayOf, type UsageDay, type UsageStore, type UsedMeeting } from '../../audit/usage.ts';
import { type Database, type Dialect, onceOnly, type Row, statement, step } from './database.ts';
import { number, text } from './rows.ts';

/** Meetings written in one statement. */
const AT_ONCE = 500;

const statements = ({ name, items }: Dialect) => {
  const field = (index: number): string =>
    name === 'sqlite' ? `json_extract(item.value, '$[${index}]')` : `CAST(item.value AS json) ->> ${index}`;
  const integer = (index: number): string => `CAST(${field(index)} AS bigint)`;
  const later = (column: string): string =>
    `CASE WHEN excluded.${column} > u.${column} THEN excluded.${column} ELSE u.${column} END`;
  const sums = `count(*) AS meetings, CAST(sum(ms) AS bigint) AS ms, CAST(sum(participants) AS bigint) AS participants`;
  const asked = 'day BETWEEN $1 AND $2 AND (CAST($3 AS text) IS NULL OR tenant_id = $3)';
  return {
    // Seen twice at the same time, or out of order, a meeting counts no more for it.
    record: onceOnly(
      'usage_record',
      `INSERT INTO usage_meetings AS u (day, meeting, tenant_id, seen_at, ms, participants)
       SELECT ${integer(0)}, ${field(1)}, ${field(2)}, ${integer(3)}, ${integer(4)}, ${integer(5)}
       FROM ${items('$1')} WHERE true
       ON CONFLICT (day, meeting) DO UPDATE SET
         ms = u.ms + CASE WHEN excluded.seen_at - u.seen_at BETWEEN 1 AND $2
           THEN excluded.seen_at - u.seen_at ELSE 0 END,
         seen_at = ${later('seen_at')}, participants = ${later('participants')}`,
    ),
    // Written over, not added to: who condenses the same day at the same time writes the same.
    condense: statement(
      'usage_condense',
      `INSERT INTO usage_days (day, tenant_id, meetings, ms, participants)
       SELECT day, tenant_id, ${sums} FROM usage_meetings WHERE day < $1 GROUP BY day, tenant_id
       ON CONFLICT (day, tenant_id) DO UPDATE SET
         meetings = excluded.meetings, ms = excluded.ms, participants = excluded.participants`,
    ),
    drop: statement('usage_drop', 'DELETE FROM usage_meetings WHERE day < $1'),
    days: statement(
      'usage_days',
      `SELECT day, tenant_id, meetings, ms, participants FROM usage_days WHERE ${asked}
       UNION ALL
       SELECT day, tenant_id, ${sums} FROM usage_meetings WHERE ${asked} GROUP BY day, tenant_id
       ORDER BY day, tenant_id`,
    ),
  };
};

/** The usage report: a row for each meeting and day while the day may go on, then one for each tenant and day. */
export function sqlUsage(db: Database): UsageStore {
  const sql = statements(db.dialect);
  return {
    async record(seen, gapMs) {
      const rows = [...newest(seen).values()].sort(byKey).map(packed);
      for (let begin = 0; begin < rows.length; begin += AT_ONCE)
        await db.all(sql.record, rows.slice(begin, begin + AT_ONCE), Math.round(gapMs));
    },
    async condense(now) {
      // A poll of yesterday's last moments may still be on its way.
      const first = dayOf(now - DAY_MS);
      await db.together([step(sql.condense, first), step(sql.drop, first)]);
    },
    async days({ from, to, tenantId }) {
      return (await db.all(sql.days, from, to, tenantId ?? null)).map(usageDayOf);
    },
  };
}

/** A statement must not change one row twice; and in one order no two writers wait for each other. */
function newest(seen: readonly UsedMeeting[]): ReadonlyMap<string, UsedMeeting> {
  return new Map(seen.map((one) => [`${dayOf(one.at)} ${one.key}`, one]));
}

function byKey(one: UsedMeeting, other: UsedMeeting): number {
  return dayOf(one.at) - dayOf(other.at) || (one.key < other.key ? -1 : 1);
}

function packed({ key, tenantId = '', at, before, users }: UsedMeeting): string {
  return JSON.stringify([dayOf(at), key, tenantId, Math.round(at), Math.round(before), users]);
}

function usageDayOf(row: Row): UsageDay {
  return {
    day: number(row['day']),
    tenantId: text(row['tenant_id']) || undefined,
    meetings: number(row['meetings']),
    ms: number(row['ms']),
    participants: number(row['participants']),
  };
}
