import type { Migration } from '../migrations.ts';

/**
 * What is done for several at once finds each meeting by its id alone. In a single statement a plan that was made
 * while there were few meetings, which a connection keeps, read all of them for every go: a merge of the whole index
 * with a handful of ids. The lock and the order are those of the functions before.
 */
const LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('cluster_place', 0));";

const PLACE_ALL = `
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

/** OFFSET 0 keeps the planner from looking for all meetings in one go, and `+ 0` from the index of those that live. */
const JOIN_ALL = `
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
        SELECT m.*::cluster_meetings AS meeting, s.*::cluster_servers AS server
        FROM cluster_meetings m JOIN cluster_servers s ON s.id = m.server_id
        WHERE m.id = r.id AND m.expires_at + 0 > at_time AND (r.tenant IS NULL OR m.tenant_id = r.tenant)
        OFFSET 0) AS home),
    counted AS (
      UPDATE cluster_servers s SET load = s.load + n.joins * s.load_multiplier, joined = s.joined + n.joins
      FROM (SELECT (f.server).id, count(*) AS joins FROM found f GROUP BY 1) AS n
      WHERE s.id = n.id AND s.state = 'enabled' AND s.load IS NOT NULL)
    SELECT f.nr, f.meeting, f.server FROM found f;
END
$$;
`;

/** The end of creations: which of them, counted from 1, are on record on their server. */
const CONFIRM_ALL = `
CREATE FUNCTION cluster_confirm_all(ids text[], server_ids text[]) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
DECLARE
  at_time bigint := date_part('epoch', clock_timestamp()) * 1000;
  creation record;
BEGIN
  FOR creation IN
    SELECT r.id, r.server_id, r.nr FROM unnest(ids, server_ids) WITH ORDINALITY AS r (id, server_id, nr)
    ORDER BY r.id COLLATE "C"
  LOOP
    UPDATE cluster_meetings m SET in_flight_until = NULL
    WHERE m.id = creation.id AND m.server_id = creation.server_id AND m.expires_at + 0 > at_time
      AND EXISTS (SELECT FROM cluster_servers s WHERE s.id = creation.server_id);
    IF FOUND THEN RETURN NEXT creation.nr; END IF;
  END LOOP;
END
$$;
`;

export const oneByOne: Migration = {
  name: 'many at once, one by one',
  sqlite: '',
  postgres: PLACE_ALL + JOIN_ALL + CONFIRM_ALL,
};
