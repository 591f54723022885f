import type { Schema } from '../migrations.ts';

/** `hash` is the SHA-256 of the token; times are milliseconds since 1970, NULL: never. */
const table = (text: string, integer: string) => `
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

export const accessSchema: Schema = {
  area: 'access',
  steps: [
    { name: 'API tokens', sqlite: table('TEXT', 'INTEGER'), postgres: table('text COLLATE "C"', 'bigint') },
  ],
};
