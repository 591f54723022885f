import type { Migration } from '../migrations.ts';

/**
 * Several placements, and several joins, in one statement. Each changes the rows of several servers, and who does
 * that holds the lock of placements. With the lock held rows are locked in the order that all keep: meetings by
 * their ids, then servers.
 */
const LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('cluster_place', 0));";

/**
 * The first of the numbers that stands for no other meeting, expired ones included. One after the other: in a single
 * statement a plan that was made while there were few meetings read all of them for each.
 */
const BRIDGE = `
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

const PLACE_ALL = `
CREATE FUNCTION cluster_place_all(requests jsonb)
RETURNS TABLE (outcome text, creation text, meeting cluster_meetings, server cluster_servers)
LANGUAGE plpgsql AS $$
DECLARE
  request record;
BEGIN
  ${LOCK}
  PERFORM FROM cluster_meetings m WHERE m.id IN (SELECT r->>'id' FROM jsonb_array_elements(requests) AS r)
  ORDER BY m.id FOR UPDATE;
  FOR request IN
    SELECT * FROM jsonb_to_recordset(requests) AS r (
      id text, tenant text, password text, wanted text[], required boolean, bridges text[],
      ttl bigint, in_flight_for bigint, tried text[], moved_from text, size bigint)
  LOOP
    RETURN QUERY SELECT * FROM cluster_place(
      request.id, request.tenant, request.password, request.wanted, request.required, request.bridges,
      request.ttl, request.in_flight_for, request.tried, request.moved_from, request.size, '{}', '{}');
  END LOOP;
END
$$;
`;

const JOIN_ALL = `
CREATE FUNCTION cluster_join_all(requests jsonb)
RETURNS TABLE (nr bigint, meeting cluster_meetings, server cluster_servers)
LANGUAGE plpgsql AS $$
DECLARE
  at_time bigint := date_part('epoch', clock_timestamp()) * 1000;
BEGIN
  ${LOCK}
  RETURN QUERY
    WITH found AS (
      SELECT r.nr, m.*::cluster_meetings AS meeting, s.*::cluster_servers AS server
      FROM ROWS FROM (jsonb_to_recordset(requests) AS (id text, tenant text)) WITH ORDINALITY AS r (id, tenant, nr)
      JOIN cluster_meetings m ON m.id = r.id AND m.expires_at > at_time
        AND (r.tenant IS NULL OR m.tenant_id = r.tenant)
      JOIN cluster_servers s ON s.id = m.server_id),
    counted AS (
      UPDATE cluster_servers s SET load = s.load + n.joins * s.load_multiplier, joined = s.joined + n.joins
      FROM (SELECT (f.server).id, count(*) AS joins FROM found f GROUP BY 1) AS n
      WHERE s.id = n.id AND s.state = 'enabled' AND s.load IS NOT NULL)
    SELECT f.nr, f.meeting, f.server FROM found f;
END
$$;
`;

/** The end of a creation changes no index: with room in their pages the rows stay where they are. */
const ROOM = 'ALTER TABLE cluster_meetings SET (fillfactor = 80);';

/** SQLite has one writer, and does several things in one transaction by itself. */
export const manyAtOnce: Migration = {
  name: 'many at once',
  sqlite: '',
  postgres: BRIDGE + PLACE_ALL + JOIN_ALL + ROOM,
};
