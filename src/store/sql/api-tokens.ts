import type { ApiToken } from '../../access/api-token.ts';
import type { ApiTokenStore } from '../../access/ports.ts';
import { scopeOf, timeOf } from './access-rows.ts';
import { type Database, onceOnly, type Row, statement } from './database.ts';
import { number, text } from './rows.ts';

const COLUMNS = 'id, name, scope, created_at, expires_at, last_used_at';

const sql = {
  list: statement('api_tokens_list', `SELECT ${COLUMNS} FROM api_tokens ORDER BY created_at, id`),
  add: onceOnly(
    'api_tokens_add',
    `INSERT INTO api_tokens (${COLUMNS}, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT DO NOTHING RETURNING id`,
  ),
  findByHash: statement('api_tokens_find_by_hash', `SELECT ${COLUMNS} FROM api_tokens WHERE hash = $1`),
  touch: statement('api_tokens_touch', 'UPDATE api_tokens SET last_used_at = $2 WHERE id = $1'),
  // A token may be named as another one's id; the id goes first.
  remove: onceOnly(
    'api_tokens_remove',
    `DELETE FROM api_tokens WHERE id =
       (SELECT id FROM api_tokens WHERE id = $1 OR name = $1 ORDER BY id = $1 DESC LIMIT 1)
     RETURNING ${COLUMNS}`,
  ),
};

export function sqlApiTokens(db: Database): ApiTokenStore {
  return {
    async list() {
      return (await db.all(sql.list)).map(tokenOf);
    },
    async add({ id, name, scope, createdAt, expiresAt = null, lastUsedAt = null }, hash) {
      return (await db.all(sql.add, id, name, scope, createdAt, expiresAt, lastUsedAt, hash)).length > 0;
    },
    async findByHash(hash) {
      const [row] = await db.all(sql.findByHash, hash);
      return row && tokenOf(row);
    },
    async touch(id, at) {
      await db.all(sql.touch, id, at);
    },
    async remove(idOrName) {
      const [row] = await db.all(sql.remove, idOrName);
      return row && tokenOf(row);
    },
  };
}

function tokenOf(row: Row): ApiToken {
  return {
    id: text(row['id']),
    name: text(row['name']),
    scope: scopeOf(row['scope']),
    createdAt: number(row['created_at']),
    expiresAt: timeOf(row['expires_at']),
    lastUsedAt: timeOf(row['last_used_at']),
  };
}
