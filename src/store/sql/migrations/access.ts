import type { Schema } from '../migrations.ts';
import { type Columns, tablesStep } from './columns.ts';

/** `hash` is the SHA-256 of the token; times are milliseconds since 1970, NULL: never. */
const table = ({ text, integer }: Columns) => `
CREATE TABLE api_tokens (
  id ${text} PRIMARY KEY,
  name ${text} NOT NULL UNIQUE,
  scope ${text} NOT NULL CHECK (scope IN ('read', 'operate', 'admin')),
  hash ${text} NOT NULL UNIQUE,
  created_at ${integer} NOT NULL,
  expires_at ${integer},
  last_used_at ${integer}
);
`;

export const accessSchema: Schema = { area: 'access', steps: [tablesStep('API tokens', table)] };
