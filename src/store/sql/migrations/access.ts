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

/** `holder` is the id of a token or a user; the hash of a session is the SHA-256 of what the browser keeps. */
const dashboard = ({ text, integer }: Columns) => `
CREATE TABLE dashboard_users (
  id ${text} PRIMARY KEY,
  name ${text} NOT NULL UNIQUE,
  scope ${text} NOT NULL CHECK (scope IN ('read', 'operate', 'admin')),
  password ${text} NOT NULL,
  created_at ${integer} NOT NULL,
  signed_in_at ${integer}
);
CREATE TABLE dashboard_sessions (
  hash ${text} PRIMARY KEY,
  kind ${text} NOT NULL CHECK (kind IN ('token', 'user')),
  holder ${text} NOT NULL,
  created_at ${integer} NOT NULL,
  expires_at ${integer} NOT NULL
);
CREATE INDEX dashboard_sessions_by_holder ON dashboard_sessions (holder);
CREATE INDEX dashboard_sessions_by_end ON dashboard_sessions (expires_at);
`;

export const accessSchema: Schema = {
  area: 'access',
  steps: [tablesStep('API tokens', table), tablesStep('users and sessions of the dashboard', dashboard)],
};
