import type { SessionStore } from '../../access/ports.ts';
import type { OpenSession } from '../../access/session.ts';
import { scopeOf } from './access-rows.ts';
import { type Database, onceOnly, type Row, statement, step } from './database.ts';
import { number, text } from './rows.ts';

const sql = {
  add: onceOnly(
    'dashboard_sessions_add',
    `INSERT INTO dashboard_sessions (hash, kind, holder, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
  ),
  forget: statement('dashboard_sessions_forget', 'DELETE FROM dashboard_sessions WHERE expires_at <= $1'),
  // Who was removed, or whose token was revoked or has expired, finds no session any more.
  find: statement(
    'dashboard_sessions_find',
    `SELECT kind, holder, session.created_at, session.expires_at,
       COALESCE(token.name, person.name) AS name, COALESCE(token.scope, person.scope) AS scope
     FROM dashboard_sessions AS session
     LEFT JOIN api_tokens AS token ON kind = 'token' AND token.id = holder
       AND (token.expires_at IS NULL OR token.expires_at > $2)
     LEFT JOIN dashboard_users AS person ON kind = 'user' AND person.id = holder
     WHERE session.hash = $1 AND session.expires_at > $2
       AND (token.id IS NOT NULL OR person.id IS NOT NULL)`,
  ),
  extend: statement(
    'dashboard_sessions_extend',
    'UPDATE dashboard_sessions SET expires_at = $2 WHERE hash = $1 AND expires_at < $2',
  ),
  remove: statement('dashboard_sessions_remove', 'DELETE FROM dashboard_sessions WHERE hash = $1'),
};

export function sqlSessions(db: Database): SessionStore {
  return {
    async add({ holder: { kind, id }, createdAt, expiresAt }, hash) {
      await db.together([step(sql.forget, createdAt), step(sql.add, hash, kind, id, createdAt, expiresAt)]);
    },
    async find(hash, now) {
      const [row] = await db.all(sql.find, hash, now);
      return row && sessionOf(row);
    },
    async extend(hash, expiresAt) {
      await db.all(sql.extend, hash, expiresAt);
    },
    async remove(hash) {
      await db.all(sql.remove, hash);
    },
  };
}

function sessionOf(row: Row): OpenSession {
  return {
    holder: { kind: text(row['kind']) === 'token' ? 'token' : 'user', id: text(row['holder']) },
    createdAt: number(row['created_at']),
    expiresAt: number(row['expires_at']),
    name: text(row['name']),
    scope: scopeOf(row['scope']),
  };
}
