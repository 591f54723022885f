import { PLACEMENT } from './0001-cluster-place.ts';
import { type Columns, tablesStep } from './columns.ts';

/**
 * Times are milliseconds since 1970 by the database's clock. An untagged server's tag is empty; a load of
 * NULL is none. `in_flight_until` NULL: the creation is settled; passed: unsure. The meeting's server may be
 * gone, so that there is no foreign key.
 */
const tables = ({ text, integer, real, boolean, position, keyed }: Columns) => `
CREATE TABLE cluster_servers (
  id ${text} PRIMARY KEY,
  url ${text} NOT NULL,
  secret ${text} NOT NULL,
  tag ${text} NOT NULL DEFAULT '',
  state ${text} NOT NULL DEFAULT 'disabled' CHECK (state IN ('enabled', 'cordoned', 'disabled')),
  online ${boolean} NOT NULL DEFAULT false,
  load ${real},
  load_multiplier ${real} NOT NULL DEFAULT 1,
  meetings ${integer} NOT NULL DEFAULT 0,
  users ${integer} NOT NULL DEFAULT 0,
  largest_meeting ${integer} NOT NULL DEFAULT 0,
  videos ${integer} NOT NULL DEFAULT 0,
  bbb_version ${text} NOT NULL DEFAULT '',
  healthy ${integer} NOT NULL DEFAULT 0,
  unhealthy ${integer} NOT NULL DEFAULT 0
) ${keyed};
CREATE INDEX cluster_servers_available ON cluster_servers (tag, load, id)
  WHERE state = 'enabled' AND load IS NOT NULL;

CREATE TABLE cluster_suspects (
  server_id ${text} PRIMARY KEY,
  suspect_until ${integer} NOT NULL
) ${keyed};

CREATE TABLE cluster_meetings (
  id ${text} PRIMARY KEY,
  server_id ${text} NOT NULL,
  moderator_pw ${text} NOT NULL DEFAULT '',
  voice_bridge ${text} UNIQUE,
  tenant_id ${text},
  placed_at ${integer} NOT NULL,
  expires_at ${integer} NOT NULL,
  in_flight_until ${integer}
) ${keyed};
CREATE INDEX cluster_meetings_expires_at ON cluster_meetings (expires_at);

CREATE TABLE cluster_tenants (
  id ${text} PRIMARY KEY,
  name ${text} NOT NULL,
  secrets ${text} NOT NULL,
  lrs_endpoint ${text},
  lrs_username ${text},
  lrs_password ${text},
  kc_token_url ${text},
  kc_client_id ${text},
  kc_client_secret ${text},
  kc_username ${text},
  kc_password ${text}
) ${keyed};
CREATE UNIQUE INDEX cluster_tenants_name ON cluster_tenants (lower(name));

CREATE TABLE cluster_tenant_settings (
  position ${position},
  id ${text} NOT NULL UNIQUE,
  tenant_id ${text} NOT NULL,
  param ${text} NOT NULL,
  value ${text} NOT NULL,
  override ${boolean} NOT NULL DEFAULT false
);
CREATE INDEX cluster_tenant_settings_tenant_id ON cluster_tenant_settings (tenant_id);

CREATE TABLE cluster_tokens (
  token ${text} PRIMARY KEY,
  record_id ${text} NOT NULL,
  format ${text} NOT NULL,
  expires_at ${integer} NOT NULL
) ${keyed};
CREATE INDEX cluster_tokens_expires_at ON cluster_tokens (expires_at);

CREATE TABLE cluster_leases (
  name ${text} PRIMARY KEY,
  holder ${text} NOT NULL,
  expires_at ${integer} NOT NULL
) ${keyed};
CREATE INDEX cluster_leases_expires_at ON cluster_leases (expires_at);
`;

/** Loads change with every join: what those updates leave behind is cleared early, as the tables are small. */
const POSTGRES_STORAGE = `
ALTER TABLE cluster_servers SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
`;

export const clusterState = tablesStep('cluster state', tables, [POSTGRES_STORAGE, PLACEMENT].join('\n'));
