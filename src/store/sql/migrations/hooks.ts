import type { Schema } from '../migrations.ts';
import { type Columns, tablesStep } from './columns.ts';

/**
 * '' is no tenant, or all meetings: what is NULL is never the same as something else. `events` are names with
 * commas between them. Times are milliseconds since 1970 by the database's clock.
 */
const tables = ({ text, integer, position, keyed }: Columns) => `
CREATE TABLE hooks (
  id ${position},
  callback_url ${text} NOT NULL,
  tenant_id ${text} NOT NULL,
  meeting_id ${text} NOT NULL,
  events ${text} NOT NULL,
  kind ${text} NOT NULL CHECK (kind IN ('mapped', 'raw')),
  signer ${text} NOT NULL,
  created_at ${integer} NOT NULL,
  failing_since ${integer},
  UNIQUE (tenant_id, callback_url)
);
CREATE INDEX hooks_meeting ON hooks (kind, meeting_id);

CREATE TABLE hook_registrations (
  server_id ${text} NOT NULL,
  kind ${text} NOT NULL CHECK (kind IN ('mapped', 'raw')),
  trouble ${text},
  PRIMARY KEY (server_id, kind)
) ${keyed};

CREATE TABLE hook_meetings (
  server_id ${text} NOT NULL,
  internal_id ${text} NOT NULL,
  meeting_id ${text} NOT NULL,
  tenant_id ${text} NOT NULL,
  own_id ${text},
  seen_at ${integer} NOT NULL,
  PRIMARY KEY (server_id, internal_id)
) ${keyed};
CREATE INDEX hook_meetings_seen ON hook_meetings (seen_at);
`;

/** Who wants to hear what goes on in meetings. */
export const hooksSchema: Schema = { area: 'hooks', steps: [tablesStep('hooks', tables)] };
