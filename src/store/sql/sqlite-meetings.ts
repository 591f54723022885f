import { onceOnly, statement } from './database.ts';
import { confirmText, locateText, type MeetingSteps } from './meetings.ts';
import { text } from './rows.ts';
import { countJoin, giveLoadBack } from './sqlite-choose.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { placement } from './sqlite-place.ts';
import { countUserOf, giveMeetingBack, reached } from './sqlite-use.ts';

export function sqliteMeetingSteps(db: SqliteDatabase): MeetingSteps {
  const { now } = db.dialect;
  const locate = statement('meetings_locate', locateText(db.dialect));
  const forget = onceOnly(
    'meetings_forget',
    `DELETE FROM cluster_meetings
     WHERE id = $1 AND (CAST($2 AS text) IS NULL OR server_id = $2) AND expires_at > ${now} RETURNING server_id`,
  );
  const confirm = statement('meetings_confirm', confirmText(now));
  const place = placement(db.dialect);

  return {
    locate: async (id, tenantId) => (await db.all(locate, id, tenantId ?? null))[0],
    join: (id, tenantId, limits) =>
      db.transaction((all) => {
        const [row] = all(locate, id, tenantId ?? null);
        if (!row) return undefined;
        const limited = reached(all, 'users', limits);
        if (limited) return { row, limited };
        const serverId = text(row['id']);
        all(countJoin, serverId);
        countUserOf(all, serverId, limits);
        return { row, limited };
      }),
    place: (request) => db.transaction((all) => place(all, request)),
    confirm: async (id, serverId) => (await db.all(confirm, id, serverId)).length > 0,
    forget: (id, serverId, { size, limits }) =>
      db.transaction((all) => {
        const [gone] = all(forget, id, serverId ?? null);
        if (gone && size > 0) all(giveLoadBack, text(gone['server_id']), size);
        if (gone) giveMeetingBack(all, limits);
        return gone !== undefined;
      }),
  };
}
