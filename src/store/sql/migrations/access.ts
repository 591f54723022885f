import type { Migration, Schema } from '../migrations.ts';
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

/** Widens what a scope may be. SQLite can't change a constraint, so there the table is made anew. */
const registering: Migration = {
  name: 'tokens for servers that register themselves',
  sqlite: `
CREATE TABLE api_tokens_wider (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  scope TEXT NOT NULL CHECK (scope IN ('register', 'read', 'operate', 'admin')),
  hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER
);
INSERT INTO api_tokens_wider SELECT id, name, scope, hash, created_at, expires_at, last_used_at FROM api_tokens;
DROP TABLE api_tokens;
ALTER TABLE api_tokens_wider RENAME TO api_tokens;
`,
  postgres: `
ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_scope_check;
ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_scope_check
  CHECK (scope IN ('register', 'read', 'operate', 'admin'));
`,
};

export const accessSchema: Schema = {
  area: 'access',
  steps: [
    tablesStep('API tokens', table),
    tablesStep('users and sessions of the dashboard', dashboard),
    registering,
  ],
};
