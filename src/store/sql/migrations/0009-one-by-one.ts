import type { Migration } from '../migrations.ts';
import { JOIN_ALL, PLACE_ALL } from './0006-many-at-once.ts';

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

/**
 * What is done for several at once finds each meeting by its id alone. In a single statement a plan that was made
 * while there were few meetings, which a connection keeps, read all of them for every go: a merge of the whole index
 * with a handful of ids.
 */
export const oneByOne: Migration = {
  name: 'many at once, one by one',
  sqlite: '',
  postgres: PLACE_ALL + JOIN_ALL + CONFIRM_ALL,
};
