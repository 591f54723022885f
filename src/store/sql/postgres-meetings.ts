import type { Placement, PlaceRequest } from '../../cluster/ports.ts';
import type { UseLimit } from '../../cluster/use.ts';
import { gather } from '../gathering.ts';
import {
  type Database,
  milliseconds,
  onceOnly,
  type Row,
  type Statement,
  statement,
  type Value,
} from './database.ts';
import { confirmText, locateText, type MeetingSteps } from './meetings.ts';
import { encodeJson } from './postgres-text.ts';
import { creationOf, HOME_COLUMNS, homeOf, MEETING_COLUMNS, meetingOf, number } from './rows.ts';

const WHERE_IT_IS = `${MEETING_COLUMNS('(meeting)')}, ${HOME_COLUMNS('(server)')}`;

const place = onceOnly(
  'meetings_place',
  `SELECT outcome, creation, ${WHERE_IT_IS}
   FROM cluster_place($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
);
const placeAll = onceOnly(
  'meetings_place_all',
  `SELECT outcome, creation, ${WHERE_IT_IS} FROM cluster_place_all(CAST($1 AS jsonb))`,
);
const confirmAll = statement(
  'meetings_confirm_all',
  'SELECT nr FROM cluster_confirm_all(CAST($1 AS text[]), CAST($2 AS text[])) AS confirmed (nr)',
);
const joinAll = onceOnly(
  'meetings_join_all',
  `SELECT nr, ${WHERE_IT_IS} FROM cluster_join_all(CAST($1 AS jsonb))`,
);

/**
 * For so long a connection that hangs keeps others from finding their meetings. Writes have no such patience: they would
 * hang at the same rows, and take a connection each until none is left to read with.
 */
const PATIENCE_MS = 250;

interface Wanted {
  readonly id: string;
  readonly tenantId: string | undefined;
}

interface Confirmation {
  readonly id: string;
  readonly serverId: string;
}

/**
 * Each is one statement, in which a server's load changes beside what else is done. What comes up together is one
 * statement for all, but for what is forgotten, and for placements and joins under limits, which lock more rows.
 */
export function postgresMeetingSteps(db: Database): MeetingSteps {
  const { now, amongThose } = db.dialect;
  const locate = statement('meetings_locate', locateText(db.dialect));
  // OFFSET 0 keeps the planner from looking for all meetings in one go.
  const locateAll = statement(
    'meetings_locate_all',
    `SELECT r.nr, home.*
     FROM ROWS FROM (jsonb_to_recordset(CAST($1 AS jsonb)) AS (id text, tenant text)) WITH ORDINALITY AS r (id, tenant, nr)
     CROSS JOIN LATERAL (${locateText(db.dialect, { id: 'r.id', tenant: 'r.tenant' })} OFFSET 0) AS home`,
  );
  // Those to count on by their ids, and `+ 0` so that it is not by the index of those that are available.
  const join = onceOnly(
    'meetings_join',
    `WITH found AS (${locateText(db.dialect)}),
     counted AS (
       UPDATE cluster_servers s SET load = s.load + s.load_multiplier, joined = s.joined + 1
       WHERE s.id ${amongThose('SELECT id FROM found')} AND s.state = 'enabled' AND s.load + 0 IS NOT NULL)
     SELECT * FROM found`,
  );
  const joinUnderLimits = onceOnly(
    'meetings_join_limited',
    `SELECT refused, ${WHERE_IT_IS}
     FROM cluster_join($1, $2, $3, $4)`,
  );
  const forget = onceOnly(
    'meetings_forget',
    `WITH gone AS (
       DELETE FROM cluster_meetings
       WHERE id = $1 AND (CAST($2 AS text) IS NULL OR server_id = $2) AND expires_at + 0 > ${now} RETURNING server_id),
     counted AS (
       UPDATE cluster_servers s
       SET load = greatest(0, s.load - $3 * s.load_multiplier), placed = greatest(0, s.placed - 1) FROM gone
       WHERE CAST($3 AS bigint) > 0 AND s.id = gone.server_id AND s.load IS NOT NULL),
     owned AS (SELECT owner FROM cluster_use WHERE owner = ANY (CAST($4 AS text[])) ORDER BY owner FOR UPDATE),
     given AS (
       UPDATE cluster_use u SET meetings = greatest(0, u.meetings - 1) FROM gone, owned WHERE u.owner = owned.owner)
     SELECT server_id FROM gone`,
  );

  const confirm = statement('meetings_confirm', confirmText(now));

  const placeOne = async (request: PlaceRequest): Promise<Placement> => {
    const [row] = await db.all(place, ...placeValues(request));
    if (!row) throw new TypeError('the function cluster_place returned no row');
    return placementOf(request, row);
  };
  const placeFree = gather({
    one: placeOne,
    async many(requests) {
      const rows = await db.all(placeAll, encodeJson(requests.map(placeFields)));
      return requests.map((request, index) => placementOf(request, rows[index] ?? {}));
    },
  });
  const found = (one: Statement, many: Statement, more: { patienceMs?: number } = {}) =>
    gather<Wanted, Row | undefined>({
      ...more,
      one: async ({ id, tenantId }) => (await db.all(one, id, tenantId ?? null))[0],
      async many(all) {
        const wanted = all.map(({ id, tenantId: tenant }) => ({ id, tenant }));
        const rows = await db.all(many, encodeJson(wanted));
        const byIndex = new Map(rows.map((row) => [number(row['nr']) - 1, row]));
        return all.map((_, index) => byIndex.get(index));
      },
    });
  const located = found(locate, locateAll, { patienceMs: PATIENCE_MS });
  const joined = found(join, joinAll);
  const confirmed = gather<Confirmation, boolean>({
    one: async ({ id, serverId }) => (await db.all(confirm, id, serverId)).length > 0,
    async many(all) {
      const [ids, serverIds] = [all.map(({ id }) => id), all.map(({ serverId }) => serverId)];
      const rows = await db.all(confirmAll, ids, serverIds);
      const done = new Set(rows.map((row) => number(row['nr']) - 1));
      return all.map((_, index) => done.has(index));
    },
  });

  return {
    locate: (id, tenantId) => located({ id, tenantId }),
    async join(id, tenantId, limits) {
      if (limits.length === 0) {
        const row = await joined({ id, tenantId });
        return row && { row, limited: undefined };
      }
      const [row] = await db.all(joinUnderLimits, id, tenantId ?? null, ...limitValues(limits));
      if (!row || row['id'] === null) return undefined;
      return { row, limited: limitOf(limits, row['refused']) };
    },
    place: (request) => (request.limits?.length ? placeOne(request) : placeFree(request)),
    confirm: (id, serverId) => confirmed({ id, serverId }),
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

/** The same as `cluster_place_all` reads it. */
function placeFields(request: PlaceRequest): object {
  const { tags, required } = request.tag;
  return {
    ...{ id: request.meetingId, tenant: request.tenantId, password: request.moderatorPw },
    ...{ wanted: tags.map((tag) => tag ?? ''), required, bridges: request.voiceBridges },
    ...{ ttl: milliseconds(request.ttl), in_flight_for: milliseconds(request.inFlightFor) },
    ...{ tried: request.exclude, moved_from: request.from, size: request.size ?? 1 },
  };
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
