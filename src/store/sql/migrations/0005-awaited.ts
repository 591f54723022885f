import { type Columns, tablesStep } from './columns.ts';

/** What of a pool is waited for: servers that went offline, and rooms that they may come back with. */
const tables = ({ text, integer, position, unkeyed }: Columns) => `
ALTER TABLE cluster_servers ADD COLUMN awaited_until ${integer};
CREATE TABLE cluster_strays (
  position ${position},
  server_id ${text} NOT NULL,
  meeting_id ${text} NOT NULL,
  moderator_pw ${text} NOT NULL,
  voice_bridge ${text},
  tenant_id ${text},
  expires_at ${integer} NOT NULL,
  UNIQUE (server_id, meeting_id)
) ${unkeyed};
CREATE INDEX cluster_strays_expires_at ON cluster_strays (expires_at);
`;

export const awaited = tablesStep('servers that are waited for', tables);
