import type { Stray, StrayStore } from '../../cluster/strays.ts';
import {
  type Database,
  type Dialect,
  milliseconds,
  onceOnly,
  type Row,
  type Step,
  statement,
  step,
} from './database.ts';
import { MEETING_COLUMNS, meetingOf, text } from './rows.ts';

const statements = ({ now, locked }: Dialect) => {
  const stray = `server_id = $1 AND meeting_id = $2 AND expires_at > ${now}`;
  return {
    note: statement(
      'strays_note',
      `INSERT INTO cluster_strays (server_id, meeting_id, moderator_pw, voice_bridge, tenant_id, expires_at, ended)
       VALUES ($1, $2, $3, $4, $5, ${now} + $6, $7)
       ON CONFLICT (server_id, meeting_id) DO UPDATE SET moderator_pw = excluded.moderator_pw,
         voice_bridge = excluded.voice_bridge, tenant_id = excluded.tenant_id, expires_at = excluded.expires_at,
         ended = excluded.ended`,
    ),
    list: statement(
      'strays_list',
      `SELECT meeting_id, ended, ${MEETING_COLUMNS()} FROM cluster_strays
       WHERE expires_at > ${now} AND server_id IN (SELECT id FROM cluster_servers) ORDER BY position`,
    ),
    take: onceOnly('strays_take', `DELETE FROM cluster_strays WHERE ${stray} RETURNING meeting_id`),
    // Who takes the stray at this moment is waited for.
    lock: statement('strays_lock', `SELECT meeting_id FROM cluster_strays WHERE ${stray} ${locked}`),
    // $3 the server it is on record for, $4 password, $5 number, $6 tenant, $7 TTL.
    reattach: onceOnly(
      'strays_reattach',
      `UPDATE cluster_meetings SET server_id = $1, moderator_pw = $4, placed_at = ${now}, expires_at = ${now} + $7,
         in_flight_until = NULL,
         voice_bridge = CASE WHEN EXISTS (SELECT 1 FROM cluster_meetings o WHERE o.voice_bridge = $5 AND o.id <> $2)
           THEN NULL ELSE CAST($5 AS text) END
       WHERE id = $2 AND server_id = $3 AND expires_at > ${now}
         AND tenant_id IS NOT DISTINCT FROM CAST($6 AS text)
         AND EXISTS (SELECT 1 FROM cluster_strays WHERE ${stray})
       RETURNING id`,
    ),
    // One whose meeting is on record where it runs is none.
    settle: statement(
      'strays_settle',
      `DELETE FROM cluster_strays WHERE server_id = $1 AND meeting_id = $2
         AND EXISTS (SELECT 1 FROM cluster_meetings WHERE id = $2 AND server_id = $1)`,
    ),
  };
};

/** Expired ones are cleared by the sweep of the meetings. */
export function sqlStrays(db: Database): StrayStore {
  const sql = statements(db.dialect);

  function noting({ id, serverId, moderatorPw, voiceBridge, tenantId, ended }: Stray, ttl: number): Step {
    const record = [moderatorPw, voiceBridge ?? null, tenantId ?? null];
    return step(sql.note, serverId, id, ...record, milliseconds(ttl), ended === true);
  }

  return {
    async note(strays, ttl) {
      // In one order, in which no two writers wait for each other.
      const sorted = strays.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      if (sorted.length > 0) await db.together(sorted.map((stray) => noting(stray, ttl)));
    },
    async list() {
      return (await db.all(sql.list)).map(strayOf);
    },
    async take({ id, serverId }) {
      return (await db.all(sql.take, serverId, id)).length > 0;
    },
    async reattach({ id, serverId, moderatorPw, voiceBridge, tenantId }, from, ttl) {
      const record = [moderatorPw, voiceBridge ?? null, tenantId ?? null];
      const [, moved] = await db.together([
        step(sql.lock, serverId, id),
        step(sql.reattach, serverId, id, from, ...record, milliseconds(ttl)),
        step(sql.settle, serverId, id),
      ]);
      return (moved ?? []).length > 0;
    },
  };
}

function strayOf(row: Row): Stray {
  return { ...meetingOf(text(row['meeting_id']), row), ...(Boolean(row['ended']) && { ended: true }) };
}

function keyOf({ serverId, id }: Stray): string {
  return `${serverId} ${id}`;
}
