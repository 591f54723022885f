import type { Migration } from '../migrations.ts';
import { BRIDGE } from './0001-cluster-place.ts';

/**
 * Several placements, and several joins, in one statement. Each changes the rows of several servers, and who does
 * that holds the lock of placements. With the lock held rows are locked in the order that all keep: meetings by
 * their ids, then servers. Their newest text stands here; each step that changes them makes them anew.
 */
const LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('cluster_place', 0));";

export const PLACE_ALL = `
CREATE OR REPLACE FUNCTION cluster_place_all(requests jsonb)
RETURNS TABLE (outcome text, creation text, meeting cluster_meetings, server cluster_servers)
LANGUAGE plpgsql AS $$
DECLARE
  request record;
BEGIN
  ${LOCK}
  FOR request IN SELECT r->>'id' AS id FROM jsonb_array_elements(requests) AS r ORDER BY (r->>'id') COLLATE "C" LOOP
    PERFORM FROM cluster_meetings m WHERE m.id = request.id FOR UPDATE;
  END LOOP;
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

/**
 * OFFSET 0 keeps the planner from looking for all meetings or servers in one go, `+ 0` from the indexes of meetings that
 * live and of servers that are available.
 */
export const JOIN_ALL = `
CREATE OR REPLACE FUNCTION cluster_join_all(requests jsonb)
RETURNS TABLE (nr bigint, meeting cluster_meetings, server cluster_servers)
LANGUAGE plpgsql AS $$
DECLARE
  at_time bigint := date_part('epoch', clock_timestamp()) * 1000;
BEGIN
  ${LOCK}
  RETURN QUERY
    WITH found AS (
      SELECT r.nr, home.meeting, home.server
      FROM ROWS FROM (jsonb_to_recordset(requests) AS (id text, tenant text)) WITH ORDINALITY AS r (id, tenant, nr)
      CROSS JOIN LATERAL (
        SELECT m.*::cluster_meetings AS meeting, at_home.server
        FROM cluster_meetings m
        CROSS JOIN LATERAL (
          SELECT s.*::cluster_servers AS server FROM cluster_servers s WHERE s.id = m.server_id OFFSET 0) AS at_home
        WHERE m.id = r.id AND m.expires_at + 0 > at_time AND (r.tenant IS NULL OR m.tenant_id = r.tenant)
        OFFSET 0) AS home),
    counted AS (
      UPDATE cluster_servers s SET load = s.load + n.joins * s.load_multiplier, joined = s.joined + n.joins
      FROM (SELECT (f.server).id, count(*) AS joins FROM found f GROUP BY 1) AS n
      WHERE s.id = n.id AND s.id = ANY (ARRAY(SELECT (f.server).id FROM found f)) AND s.state = 'enabled' AND s.load + 0 IS NOT NULL)
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
