import type { TokenStore } from '../../cluster/ports.ts';
import { type Database, type Dialect, milliseconds, onceOnly, type Row, statement } from './database.ts';
import { text } from './rows.ts';

const statements = ({ now }: Dialect) => ({
  put: statement(
    'tokens_put',
    `INSERT INTO cluster_tokens (token, record_id, format, expires_at) VALUES ($1, $2, $3, ${now} + $4)
     ON CONFLICT (token) DO UPDATE
     SET record_id = excluded.record_id, format = excluded.format, expires_at = excluded.expires_at`,
  ),
  peek: statement(
    'tokens_peek',
    `SELECT record_id, format FROM cluster_tokens WHERE token = $1 AND expires_at > ${now}`,
  ),
  take: onceOnly(
    'tokens_take',
    `DELETE FROM cluster_tokens WHERE token = $1 AND expires_at > ${now} RETURNING record_id, format`,
  ),
});

/** Expired ones are cleared by the sweep of the meetings. */
export function sqlTokens(db: Database): TokenStore {
  const sql = statements(db.dialect);
  return {
    async put(token, { recordId, format }, ttlSeconds) {
      await db.all(sql.put, token, recordId, format, milliseconds(ttlSeconds));
    },
    async peek(token) {
      return grantOf(await db.all(sql.peek, token));
    },
    async take(token) {
      return grantOf(await db.all(sql.take, token));
    },
  };
}

function grantOf([row]: readonly Row[]): { recordId: string; format: string } | undefined {
  return row && { recordId: text(row['record_id']), format: text(row['format']) };
}
