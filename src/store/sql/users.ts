import type { UserStore } from '../../access/ports.ts';
import type { User } from '../../access/user.ts';
import { timeOf, userScopeOf } from './access-rows.ts';
import { type Database, onceOnly, type Row, statement, step } from './database.ts';
import { number, text } from './rows.ts';

const COLUMNS = 'id, name, scope, created_at, signed_in_at';

const sql = {
  list: statement('dashboard_users_list', `SELECT ${COLUMNS} FROM dashboard_users ORDER BY name`),
  add: onceOnly(
    'dashboard_users_add',
    `INSERT INTO dashboard_users (${COLUMNS}, password) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING RETURNING id`,
  ),
  find: statement('dashboard_users_find', `SELECT ${COLUMNS}, password FROM dashboard_users WHERE name = $1`),
  touch: statement('dashboard_users_touch', 'UPDATE dashboard_users SET signed_in_at = $2 WHERE id = $1'),
  endSessions: statement(
    'dashboard_users_end_sessions',
    `DELETE FROM dashboard_sessions WHERE kind = 'user'
     AND holder = (SELECT id FROM dashboard_users WHERE name = $1)`,
  ),
  setPassword: statement(
    'dashboard_users_set_password',
    `UPDATE dashboard_users SET password = $2 WHERE name = $1 RETURNING ${COLUMNS}`,
  ),
  remove: onceOnly(
    'dashboard_users_remove',
    `DELETE FROM dashboard_users WHERE name = $1 RETURNING ${COLUMNS}`,
  ),
};

export function sqlUsers(db: Database): UserStore {
  return {
    async list() {
      return (await db.all(sql.list)).map(userOf);
    },
    async add({ id, name, scope, createdAt, signedInAt = null }, passwordHash) {
      return (await db.all(sql.add, id, name, scope, createdAt, signedInAt, passwordHash)).length > 0;
    },
    async find(name) {
      const [row] = await db.all(sql.find, name);
      return row && { user: userOf(row), passwordHash: text(row['password']) };
    },
    async touch(id, at) {
      await db.all(sql.touch, id, at);
    },
    async setPassword(name, passwordHash) {
      const steps = [step(sql.endSessions, name), step(sql.setPassword, name, passwordHash)];
      const [, [row] = []] = await db.together(steps);
      return row && userOf(row);
    },
    async remove(name) {
      const [, [row] = []] = await db.together([step(sql.endSessions, name), step(sql.remove, name)]);
      return row && userOf(row);
    },
  };
}

function userOf(row: Row): User {
  return {
    id: text(row['id']),
    name: text(row['name']),
    scope: userScopeOf(row['scope']),
    createdAt: number(row['created_at']),
    signedInAt: timeOf(row['signed_in_at']),
  };
}
