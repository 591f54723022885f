import type { Migration } from '../migrations.ts';
import { PLACE } from './0001-cluster-place.ts';
import { LIMITED_JOIN } from './0004-use.ts';

/**
 * The server of each meeting is found by its key alone, as the meeting is, and so are those that joins count on. Planned
 * while there were few servers, the first read half of them for each meeting, and the second all of them for each go
 * (`+ 0` keeps that from the index of those that are available).
 */
const JOIN_ALL = `
CREATE OR REPLACE FUNCTION cluster_join_all(requests jsonb)
RETURNS TABLE (nr bigint, meeting cluster_meetings, server cluster_servers)
LANGUAGE plpgsql AS $$
DECLARE
  at_time bigint := date_part('epoch', clock_timestamp()) * 1000;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('cluster_place', 0));
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

export const byKey: Migration = {
  name: 'meetings and their servers by their keys',
  sqlite: '',
  postgres: JOIN_ALL + LIMITED_JOIN + PLACE,
};
