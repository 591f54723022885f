/**
 * The placement of a meeting as functions of PostgreSQL: one round trip, in which each statement sees what
 * was committed before it began (READ COMMITTED). The rule is that of cluster/placement.ts. In plpgsql, as
 * only there plans are kept from call to call. Their newest text stands here; each step that changes them makes them anew.
 */

/** Of a server `s`: it is available, which its capacity is part of. */
const AVAILABLE = `s.state = 'enabled' AND s.load IS NOT NULL
        AND (s.max_meetings IS NULL OR s.meetings + s.placed < s.max_meetings)
        AND (s.max_users IS NULL OR s.users + s.joined < s.max_users)`;

/** The available server of lowest load among those of the tags; the index leads straight to it. */
const CHOOSE = `
CREATE OR REPLACE FUNCTION cluster_choose(wanted text[], tried text[], spares boolean) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  RETURN (
    SELECT free.id FROM unnest(wanted) AS request (tag) CROSS JOIN LATERAL (
      SELECT s.id, s.load FROM cluster_servers s
      WHERE ${AVAILABLE} AND s.spare = spares AND s.tag = request.tag AND s.id <> ALL (tried)
      ORDER BY s.load, s.id LIMIT 1) AS free
    ORDER BY free.load, free.id LIMIT 1);
END
$$;
`;

/** Suspects come after the others of the tags, spares after both, and untagged servers when nobody of the tags is left. */
const FIND = `
CREATE OR REPLACE FUNCTION cluster_find(wanted text[], required boolean, tried text[], at_time bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  clear text[] := tried || ARRAY(SELECT s.server_id FROM cluster_suspects s WHERE s.suspect_until > at_time);
  chosen text := coalesce(
    cluster_choose(wanted, clear, false), cluster_choose(wanted, tried, false),
    cluster_choose(wanted, clear, true), cluster_choose(wanted, tried, true));
BEGIN
  IF chosen IS NULL AND NOT required THEN
    chosen := coalesce(
      cluster_choose(ARRAY[''], clear, false), cluster_choose(ARRAY[''], tried, false),
      cluster_choose(ARRAY[''], clear, true), cluster_choose(ARRAY[''], tried, true));
  END IF;
  RETURN chosen;
END
$$;
`;

/** Counts the new meeting on the server it goes to; looks again when that was taken away after it was found. */
const TAKE = `
CREATE OR REPLACE FUNCTION cluster_take(
  wanted text[], required boolean, tried text[], at_time bigint, size bigint)
RETURNS cluster_servers LANGUAGE plpgsql AS $$
DECLARE
  chosen text;
  taken cluster_servers;
BEGIN
  LOOP
    chosen := cluster_find(wanted, required, tried, at_time);
    EXIT WHEN chosen IS NULL;
    UPDATE cluster_servers s SET load = s.load + size * s.load_multiplier, placed = s.placed + 1
    WHERE s.id = chosen AND ${AVAILABLE} RETURNING s.* INTO taken;
    EXIT WHEN FOUND;
  END LOOP;
  RETURN taken;
END
$$;
`;

/**
 * The first of the numbers that stands for no other meeting, expired ones included. One after the other: in a single
 * statement a plan that was made while there were few meetings read all of them for each.
 */
export const BRIDGE = `
CREATE OR REPLACE FUNCTION cluster_bridge(meeting_id text, bridges text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  bridge text;
BEGIN
  FOREACH bridge IN ARRAY bridges LOOP
    IF NOT EXISTS (
      SELECT FROM cluster_meetings m WHERE m.voice_bridge = bridge AND m.id <> meeting_id)
    THEN RETURN bridge;
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;
`;

/**
 * A living record is kept by one update that locks nothing but its row. All else holds one lock over the
 * installation until it commits, so that parallel creates spread as evenly as one after the other would.
 * Rows are locked in one order everywhere: the meeting, then servers. (`+ 0` keeps a plan that is made while there are
 * no meetings from the index of those that live.)
 */
const PLACE = `
CREATE OR REPLACE FUNCTION cluster_place(
  meeting_id text, tenant text, password text, wanted text[], required boolean, bridges text[],
  ttl bigint, in_flight_for bigint, tried text[], moved_from text, size bigint,
  owners text[], maxima bigint[],
  OUT outcome text, OUT creation text, OUT meeting cluster_meetings, OUT server cluster_servers
) LANGUAGE plpgsql AS $$
DECLARE
  at_time bigint := date_part('epoch', clock_timestamp()) * 1000;
  known boolean;
  moved boolean;
  bridge text;
BEGIN
  UPDATE cluster_meetings m SET placed_at = at_time, expires_at = at_time + ttl
  WHERE m.id = meeting_id AND m.expires_at + 0 > at_time AND m.voice_bridge IS NOT NULL
    AND (tenant IS NULL OR m.tenant_id = tenant) AND m.server_id IS DISTINCT FROM moved_from
  RETURNING m.* INTO meeting;
  known := FOUND;

  IF NOT known THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('cluster_place', 0));
    at_time := date_part('epoch', clock_timestamp()) * 1000;
    SELECT m.* INTO meeting FROM cluster_meetings m WHERE m.id = meeting_id FOR UPDATE;
    known := coalesce(meeting.expires_at > at_time, false);
    IF known AND tenant IS NOT NULL AND meeting.tenant_id IS DISTINCT FROM tenant THEN
      outcome := 'foreign';
      RETURN;
    END IF;
    bridge := cluster_bridge(meeting_id, bridges);
    IF known THEN
      bridge := coalesce(meeting.voice_bridge, bridge);
      tenant := coalesce(tenant, meeting.tenant_id);
    END IF;
    moved := known AND meeting.server_id IS NOT DISTINCT FROM moved_from;
    known := known AND NOT moved;
    IF known AND bridge IS NULL THEN
      outcome := 'noVoiceBridge';
      RETURN;
    ELSIF known THEN
      UPDATE cluster_meetings m
      SET placed_at = at_time, expires_at = at_time + ttl, voice_bridge = bridge
      WHERE m.id = meeting_id RETURNING m.* INTO meeting;
    END IF;
  END IF;

  IF known THEN
    outcome := 'known';
    creation := CASE WHEN meeting.in_flight_until IS NULL THEN 'settled'
      WHEN meeting.in_flight_until > at_time THEN 'inFlight' ELSE 'unsure' END;
    SELECT s.* INTO server FROM cluster_servers s WHERE s.id = meeting.server_id;
    RETURN;
  END IF;

  IF NOT moved AND cardinality(owners) > 0 THEN
    creation := cluster_over(owners, maxima, true);
    IF creation IS NOT NULL THEN
      outcome := 'limited';
      RETURN;
    END IF;
  END IF;
  IF bridge IS NOT NULL THEN
    server := cluster_take(wanted, required, tried, at_time, size);
  ELSIF cluster_find(wanted, required, tried, at_time) IS NOT NULL THEN
    outcome := 'noVoiceBridge';
    RETURN;
  END IF;
  IF server.id IS NULL THEN
    outcome := CASE WHEN EXISTS (
      SELECT FROM cluster_servers s WHERE ${AVAILABLE})
      THEN 'unavailable' ELSE 'poolEmpty' END;
    RETURN;
  END IF;
  IF NOT moved AND cardinality(owners) > 0 THEN
    UPDATE cluster_use u SET meetings = u.meetings + 1, peak_meetings = greatest(u.peak_meetings, u.meetings + 1)
    WHERE u.owner = ANY (owners);
  END IF;
  IF moved THEN
    UPDATE cluster_servers s
    SET load = greatest(0, s.load - size * s.load_multiplier), placed = greatest(0, s.placed - 1)
    WHERE s.id = moved_from AND s.load IS NOT NULL;
  END IF;
  INSERT INTO cluster_meetings AS m
    (id, server_id, moderator_pw, voice_bridge, tenant_id, placed_at, expires_at, in_flight_until)
  VALUES
    (meeting_id, server.id, password, bridge, tenant, at_time, at_time + ttl, at_time + in_flight_for)
  ON CONFLICT (id) DO UPDATE SET server_id = excluded.server_id, moderator_pw = excluded.moderator_pw,
    voice_bridge = excluded.voice_bridge, tenant_id = excluded.tenant_id, placed_at = excluded.placed_at,
    expires_at = excluded.expires_at, in_flight_until = excluded.in_flight_until
  RETURNING m.* INTO meeting;
  outcome := 'placed';
END
$$;
`;

export const PLACEMENT = [CHOOSE, FIND, TAKE, BRIDGE, PLACE].join('');
