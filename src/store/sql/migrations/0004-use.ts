import { PLACEMENT } from './0001-cluster-place.ts';
import { type Columns, tablesStep } from './columns.ts';

/** Owners are the ids of tenants, the pool's is empty; `counted` stands in the pool's row and names the last count. */
const tables = ({ text, integer, keyed }: Columns) => `
CREATE TABLE cluster_use (
  owner ${text} PRIMARY KEY,
  meetings ${integer} NOT NULL DEFAULT 0,
  users ${integer} NOT NULL DEFAULT 0,
  peak_meetings ${integer} NOT NULL DEFAULT 0,
  peak_users ${integer} NOT NULL DEFAULT 0,
  counted ${text} NOT NULL DEFAULT ''
) ${keyed};
INSERT INTO cluster_use (owner) VALUES ('');
CREATE TABLE cluster_users (
  server_id ${text} NOT NULL,
  owner ${text} NOT NULL,
  users ${integer} NOT NULL,
  PRIMARY KEY (server_id, owner)
) ${keyed};
`;

/** Counts a join under limits; refused, it counts nothing. Rows are locked in the order of the limits: the pool's first. */
export const LIMITED_JOIN = `
CREATE OR REPLACE FUNCTION cluster_join(
  meeting_id text, tenant text, owners text[], maxima bigint[],
  OUT refused text, OUT meeting cluster_meetings, OUT server cluster_servers
) LANGUAGE plpgsql AS $$
DECLARE
  at_time bigint := date_part('epoch', clock_timestamp()) * 1000;
BEGIN
  SELECT m.* INTO meeting FROM cluster_meetings m
  WHERE m.id = meeting_id AND m.expires_at + 0 > at_time AND (tenant IS NULL OR m.tenant_id = tenant);
  IF NOT FOUND THEN RETURN; END IF;
  SELECT s.* INTO server FROM cluster_servers s WHERE s.id = meeting.server_id;
  IF NOT FOUND THEN RETURN; END IF;
  refused := cluster_over(owners, maxima, false);
  IF refused IS NOT NULL THEN RETURN; END IF;
  UPDATE cluster_use u SET users = u.users + 1, peak_users = greatest(u.peak_users, u.users + 1)
  WHERE u.owner = ANY (owners);
  INSERT INTO cluster_users AS u (server_id, owner, users) SELECT server.id, o.owner, 1 FROM unnest(owners) AS o (owner)
  ON CONFLICT (server_id, owner) DO UPDATE SET users = u.users + 1;
  UPDATE cluster_servers s SET load = s.load + s.load_multiplier, joined = s.joined + 1
  WHERE s.id = server.id AND s.state = 'enabled' AND s.load IS NOT NULL;
END
$$;
`;

/** The first of the owners who has as many meetings, or else users, as may be; their rows are locked from then on. */
const OVER = `
CREATE FUNCTION cluster_over(owners text[], maxima bigint[], of_meetings boolean) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  used bigint;
BEGIN
  FOR i IN 1 .. coalesce(array_length(owners, 1), 0) LOOP
    INSERT INTO cluster_use (owner) VALUES (owners[i]) ON CONFLICT DO NOTHING;
    SELECT CASE WHEN of_meetings THEN u.meetings ELSE u.users END INTO used
    FROM cluster_use u WHERE u.owner = owners[i] FOR UPDATE;
    IF used >= maxima[i] THEN RETURN owners[i]; END IF;
  END LOOP;
  RETURN NULL;
END
$$;
`;

export const use = tablesStep('use of the pool', tables, OVER + LIMITED_JOIN + PLACEMENT);
