import type { Placement, PlaceRequest } from '../../cluster/ports.ts';
import type { HomeServer } from '../../cluster/server.ts';
import { type Dialect, milliseconds, type Row, statement } from './database.ts';
import { creationOf, HOME_COLUMNS, homeOf, MEETING_COLUMNS, meetingOf } from './rows.ts';
import { chooser, countMeeting, giveLoadBack, isPoolEmpty } from './sqlite-choose.ts';
import type { All } from './sqlite-database.ts';
import { countMeetingOf, reached } from './sqlite-use.ts';

const statements = ({ now }: Dialect) => ({
  record: statement(
    'place_record',
    `SELECT ${MEETING_COLUMNS()}, CASE
       WHEN in_flight_until IS NULL THEN 'settled'
       WHEN in_flight_until > ${now} THEN 'inFlight' ELSE 'unsure' END AS creation
     FROM cluster_meetings WHERE id = $1 AND expires_at > ${now}`,
  ),
  keep: statement(
    'place_keep',
    `UPDATE cluster_meetings SET placed_at = ${now}, expires_at = ${now} + $2, voice_bridge = $3 WHERE id = $1`,
  ),
  // Expired ones count too: their numbers are free again only when they are swept.
  clash: statement('place_clash', 'SELECT id FROM cluster_meetings WHERE voice_bridge = $1 AND id <> $2'),
  server: statement('place_server', `SELECT ${HOME_COLUMNS()} FROM cluster_servers WHERE id = $1`),
  insert: statement(
    'place_insert',
    `INSERT INTO cluster_meetings
       (id, server_id, moderator_pw, voice_bridge, tenant_id, placed_at, expires_at, in_flight_until)
     VALUES ($1, $2, $3, $4, $5, ${now}, ${now} + $6, ${now} + $7)
     ON CONFLICT (id) DO UPDATE SET server_id = excluded.server_id, moderator_pw = excluded.moderator_pw,
       voice_bridge = excluded.voice_bridge, tenant_id = excluded.tenant_id, placed_at = excluded.placed_at,
       expires_at = excluded.expires_at, in_flight_until = excluded.in_flight_until`,
  ),
});

/** Finds or places a meeting; to be called inside a transaction. */
export function placement(dialect: Dialect): (all: All, request: PlaceRequest) => Placement {
  const sql = statements(dialect);
  const choose = chooser(dialect);

  function place(all: All, request: PlaceRequest): Placement {
    const [row] = all(sql.record, request.meetingId);
    if (!row) return placeAnew(all, request, undefined);
    if (request.tenantId !== undefined && row['tenant_id'] !== request.tenantId) return { kind: 'foreign' };
    return row['server_id'] === request.from ? placeAnew(all, request, row) : keep(all, request, row);
  }

  function keep(all: All, request: PlaceRequest, row: Row): Placement {
    const known = meetingOf(request.meetingId, row);
    const voiceBridge = known.voiceBridge ?? freeBridge(all, request);
    if (voiceBridge === undefined) return { kind: 'noVoiceBridge' };
    all(sql.keep, known.id, milliseconds(request.ttl), voiceBridge);
    const server = serverNamed(all, known.serverId);
    return {
      kind: 'known',
      meeting: { ...known, voiceBridge },
      server,
      creation: creationOf(row['creation']),
    };
  }

  /** `moved`: the record as it stood on the server that it leaves. */
  function placeAnew(all: All, request: PlaceRequest, moved: Row | undefined): Placement {
    const { meetingId: id, moderatorPw, size = 1 } = request;
    const limits = moved ? [] : (request.limits ?? []);
    const limit = reached(all, 'meetings', limits);
    if (limit) return { kind: 'limited', limit };
    const chosen = choose(all, request);
    if (!chosen) return { kind: 'unavailable', poolEmpty: isPoolEmpty(all) };
    const before = moved && meetingOf(id, moved);
    const voiceBridge = before?.voiceBridge ?? freeBridge(all, request);
    if (voiceBridge === undefined) return { kind: 'noVoiceBridge' };
    const tenantId = request.tenantId ?? before?.tenantId;
    if (before) all(giveLoadBack, before.serverId, size);
    all(countMeeting, chosen.id, size);
    countMeetingOf(all, limits);
    const lifetimes = [milliseconds(request.ttl), milliseconds(request.inFlightFor)];
    all(sql.insert, id, chosen.id, moderatorPw, voiceBridge, tenantId ?? null, ...lifetimes);
    const meeting = { id, serverId: chosen.id, moderatorPw, voiceBridge, tenantId };
    return { kind: 'placed', meeting, server: chosen };
  }

  /** One that stands for this meeting already is its own. */
  function freeBridge(all: All, { meetingId, voiceBridges }: PlaceRequest): string | undefined {
    return voiceBridges.find((number) => all(sql.clash, number, meetingId).length === 0);
  }

  function serverNamed(all: All, id: string): HomeServer | undefined {
    const [row] = all(sql.server, id);
    return row && homeOf(row);
  }

  return place;
}
