import { type Dialect, onceOnly, statement } from './database.ts';

const COLUMNS = 'id, callback_url, tenant_id, meeting_id, events, kind, signer, created_at, failing_since';

/** The statements of the hooks. */
export const statements = ({ now, among }: Dialect) => ({
  add: onceOnly(
    'hooks_add',
    `INSERT INTO hooks (callback_url, tenant_id, meeting_id, events, kind, signer, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, ${now}) ON CONFLICT (tenant_id, callback_url) DO NOTHING RETURNING id`,
  ),
  resign: statement(
    'hooks_resign',
    'UPDATE hooks SET signer = $3 WHERE tenant_id = $1 AND callback_url = $2 AND signer <> $3',
  ),
  findByUrl: statement(
    'hooks_find_by_url',
    `SELECT ${COLUMNS} FROM hooks WHERE tenant_id = $1 AND callback_url = $2`,
  ),
  list: statement('hooks_list', `SELECT ${COLUMNS} FROM hooks ORDER BY id`),
  listOf: statement('hooks_list_of', `SELECT ${COLUMNS} FROM hooks WHERE tenant_id = $1 ORDER BY id`),
  find: statement('hooks_find', `SELECT ${COLUMNS} FROM hooks WHERE id = $1`),
  count: statement('hooks_count', 'SELECT count(*) AS count FROM hooks'),
  countOf: statement('hooks_count_of', 'SELECT count(*) AS count FROM hooks WHERE tenant_id = $1'),
  interested: statement(
    'hooks_interested',
    `SELECT ${COLUMNS} FROM hooks
     WHERE kind = $1 AND (meeting_id = '' OR meeting_id ${among('$2')})
       AND tenant_id ${among('$3')} ORDER BY id`,
  ),
  remove: onceOnly('hooks_remove', `DELETE FROM hooks WHERE id = $1 RETURNING ${COLUMNS}`),
  removeOf: onceOnly(
    'hooks_remove_of',
    `DELETE FROM hooks WHERE id = $1 AND tenant_id = $2 RETURNING ${COLUMNS}`,
  ),
  fails: statement(
    'hooks_fails',
    `UPDATE hooks SET failing_since = ${now} WHERE id = $1 AND failing_since IS NULL`,
  ),
  works: statement(
    'hooks_works',
    'UPDATE hooks SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL',
  ),
  /** A hook for all meetings comes first: that is asked every second, so it reads no more than its index's first rows. */
  needs: statement(
    'hooks_needs',
    'SELECT tenant_id, meeting_id FROM hooks WHERE kind = $1 ORDER BY meeting_id LIMIT $2',
  ),
  registrations: statement(
    'hooks_registrations',
    'SELECT server_id, kind, trouble FROM hook_registrations ORDER BY server_id, kind',
  ),
  register: statement(
    'hooks_register',
    `INSERT INTO hook_registrations (server_id, kind, trouble) VALUES ($1, $2, $3)
     ON CONFLICT (server_id, kind) DO UPDATE SET trouble = excluded.trouble`,
  ),
  unregister: statement(
    'hooks_unregister',
    'DELETE FROM hook_registrations WHERE server_id = $1 AND kind = $2',
  ),
  remember: statement(
    'hooks_remember',
    `INSERT INTO hook_meetings (server_id, internal_id, meeting_id, tenant_id, own_id, seen_at)
     VALUES ($1, $2, $3, $4, $5, ${now})
     ON CONFLICT (server_id, internal_id) DO UPDATE SET seen_at = excluded.seen_at`,
  ),
  recall: statement(
    'hooks_recall',
    `SELECT internal_id, meeting_id, tenant_id, own_id FROM hook_meetings
     WHERE server_id = $1 AND internal_id ${among('$2')}`,
  ),
  prune: statement('hooks_prune', `DELETE FROM hook_meetings WHERE seen_at < ${now} - $1`),
});
