import type { Placement, PlaceRequest } from '../../cluster/ports.ts';
import type { UseLimit } from '../../cluster/use.ts';
import { type Database, milliseconds, onceOnly, type Row, type Value } from './database.ts';
import { locateText, type MeetingSteps } from './meetings.ts';
import { creationOf, HOME_COLUMNS, homeOf, MEETING_COLUMNS, meetingOf } from './rows.ts';

const place = onceOnly(
  'meetings_place',
  `SELECT outcome, creation, ${MEETING_COLUMNS('(meeting)')}, ${HOME_COLUMNS('(server)')}
   FROM cluster_place($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
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
  const joinUnderLimits = onceOnly(
    'meetings_join_limited',
    `SELECT refused, ${MEETING_COLUMNS('(meeting)')}, ${HOME_COLUMNS('(server)')}
     FROM cluster_join($1, $2, $3, $4)`,
  );
  const forget = onceOnly(
    'meetings_forget',
    `WITH gone AS (
       DELETE FROM cluster_meetings
       WHERE id = $1 AND (CAST($2 AS text) IS NULL OR server_id = $2) AND expires_at > ${now} RETURNING server_id),
     counted AS (
       UPDATE cluster_servers s
       SET load = greatest(0, s.load - $3 * s.load_multiplier), placed = greatest(0, s.placed - 1) FROM gone
       WHERE CAST($3 AS bigint) > 0 AND s.id = gone.server_id AND s.load IS NOT NULL),
     owned AS (SELECT owner FROM cluster_use WHERE owner = ANY (CAST($4 AS text[])) ORDER BY owner FOR UPDATE),
     given AS (
       UPDATE cluster_use u SET meetings = greatest(0, u.meetings - 1) FROM gone, owned WHERE u.owner = owned.owner)
     SELECT server_id FROM gone`,
  );

  return {
    async join(id, tenantId, limits) {
      const values = [id, tenantId ?? null];
      if (limits.length === 0) {
        const [row] = await db.all(join, ...values);
        return row && { row, limited: undefined };
      }
      const [row] = await db.all(joinUnderLimits, ...values, ...limitValues(limits));
      if (!row || row['id'] === null) return undefined;
      return { row, limited: limitOf(limits, row['refused']) };
    },
    async place(request) {
      const [row] = await db.all(place, ...placeValues(request));
      if (!row) throw new TypeError('the function cluster_place returned no row');
      return placementOf(request, row);
    },
    async forget(id, serverId, { size, limits }) {
      const owners = limits.map(({ owner }) => owner);
      return (await db.all(forget, id, serverId ?? null, size, owners)).length > 0;
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
    ...limitValues(request.limits),
  ];
}

function limitValues(limits: readonly UseLimit[] = []): Value[] {
  return [limits.map(({ owner }) => owner), limits.map(({ max }) => String(max))];
}

function limitOf(limits: readonly UseLimit[] | undefined, owner: unknown): UseLimit | undefined {
  return limits?.find((limit) => limit.owner === owner);
}

function placementOf({ meetingId, limits }: PlaceRequest, row: Row): Placement {
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
    case 'limited': {
      const limit = limitOf(limits, row['creation']);
      if (!limit) throw new TypeError('the function cluster_place names a limit that was not asked for');
      return { kind: 'limited', limit };
    }
    case 'noVoiceBridge':
      return { kind: 'noVoiceBridge' };
    default:
      return { kind: 'unavailable', poolEmpty: row['outcome'] === 'poolEmpty' };
  }
}
