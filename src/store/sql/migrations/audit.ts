import type { Schema } from '../migrations.ts';
import { type Columns, tablesStep } from './columns.ts';

/** `before` and `after` are JSON, NULL when there is none; `at` is milliseconds since 1970. */
const table = ({ position, text, integer }: Columns) => `
CREATE TABLE audit_entries (
  id ${position},
  at ${integer} NOT NULL,
  via ${text} NOT NULL,
  actor ${text} NOT NULL,
  address ${text},
  action ${text} NOT NULL,
  subject ${text} NOT NULL,
  before ${text},
  after ${text}
);
CREATE INDEX audit_entries_at ON audit_entries (at);
CREATE INDEX audit_entries_subject ON audit_entries (subject);
`;

export const auditSchema: Schema = { area: 'audit', steps: [tablesStep('audit log', table)] };
