import type { Placement, PlaceRequest } from '../../cluster/ports.ts';
import { type Database, milliseconds, onceOnly, type Row, type Value } from './database.ts';
import { locateText, type MeetingSteps } from './meetings.ts';
import { creationOf, HOME_COLUMNS, homeOf, MEETING_COLUMNS, meetingOf } from './rows.ts';

const place = onceOnly(
  'meetings_place',
  `SELECT outcome, creation, ${MEETING_COLUMNS('(meeting)')}, ${HOME_COLUMNS('(server)')}
   FROM cluster_place($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);

/** Each is one statement, in which a server's load changes beside what else is done. */
export function postgresMeetingSteps(db: Database): MeetingSteps {
  const { now } = db.dialect;
  const join = onceOnly(
    'meetings_join',
    `WITH found AS (${locateText(now)}),
     counted AS (
       UPDATE cluster_servers s SET load = s.load + s.load_multiplier, joined = s.joined + 1 FROM found
       WHERE s.id = found.id AND s.state = 'enabled' AND s.load IS NOT NULL)
     SELECT * FROM found`,
  );
  const forget = onceOnly(
    'meetings_forget',
    `WITH gone AS (
       DELETE FROM cluster_meetings
       WHERE id = $1 AND (CAST($2 AS text) IS NULL OR server_id = $2) AND expires_at > ${now} RETURNING server_id),
     counted AS (
       UPDATE cluster_servers s
       SET load = greatest(0, s.load - $3 * s.load_multiplier), placed = greatest(0, s.placed - 1) FROM gone
       WHERE CAST($3 AS bigint) > 0 AND s.id = gone.server_id AND s.load IS NOT NULL)
     SELECT server_id FROM gone`,
  );

  return {
    async join(id, tenantId) {
      return (await db.all(join, id, tenantId ?? null))[0];
    },
    async place(request) {
      const [row] = await db.all(place, ...placeValues(request));
      if (!row) throw new TypeError('the function cluster_place returned no row');
      return placementOf(request, row);
    },
    async forget(id, serverId, release) {
      return (await db.all(forget, id, serverId ?? null, release)).length > 0;
    },
  };
}

function placeValues(request: PlaceRequest): Value[] {
  const { tags, required } = request.tag;
  return [
    ...[request.meetingId, request.tenantId ?? null, request.moderatorPw],
    ...[tags.map((tag) => tag ?? ''), required, request.voiceBridges],
    ...[milliseconds(request.ttl), milliseconds(request.inFlightFor)],
    ...[request.exclude, request.from ?? null, request.size ?? 1],
  ];
}

function placementOf({ meetingId }: PlaceRequest, row: Row): Placement {
  switch (row['outcome']) {
    case 'placed':
      return { kind: 'placed', meeting: meetingOf(meetingId, row), server: homeOf(row) };
    case 'known': {
      const server = row['id'] === null ? undefined : homeOf(row);
      return {
        kind: 'known',
        meeting: meetingOf(meetingId, row),
        server,
        creation: creationOf(row['creation']),
      };
    }
    case 'foreign':
      return { kind: 'foreign' };
    case 'noVoiceBridge':
      return { kind: 'noVoiceBridge' };
    default:
      return { kind: 'unavailable', poolEmpty: row['outcome'] === 'poolEmpty' };
  }
}
