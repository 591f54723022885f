import { onceOnly, statement } from './database.ts';
import { locateText, type MeetingSteps } from './meetings.ts';
import { text } from './rows.ts';
import { countJoin, giveLoadBack } from './sqlite-choose.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { placement } from './sqlite-place.ts';

export function sqliteMeetingSteps(db: SqliteDatabase): MeetingSteps {
  const { now } = db.dialect;
  const locate = statement('meetings_locate_to_join', locateText(now));
  const forget = onceOnly(
    'meetings_forget',
    `DELETE FROM cluster_meetings
     WHERE id = $1 AND (CAST($2 AS text) IS NULL OR server_id = $2) AND expires_at > ${now} RETURNING server_id`,
  );
  const place = placement(db.dialect);

  return {
    join: (id, tenantId) =>
      db.transaction((all) => {
        const [row] = all(locate, id, tenantId ?? null);
        if (row) all(countJoin, text(row['id']));
        return row;
      }),
    place: (request) => db.transaction((all) => place(all, request)),
    forget: (id, serverId, release) =>
      db.transaction((all) => {
        const [gone] = all(forget, id, serverId ?? null);
        if (gone && release > 0) all(giveLoadBack, text(gone['server_id']), release);
        return gone !== undefined;
      }),
  };
}
