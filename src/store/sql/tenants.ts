import { LRS_FIELDS } from '../../cluster/lrs-fields.ts';
import type { TenantStore } from '../../cluster/ports.ts';
import type { Tenant, TenantSetting } from '../../cluster/tenant.ts';
import { type Database, type Dialect, onceOnly, type Row, statement } from './database.ts';
import { text } from './rows.ts';

/** A secret that is added, behind the others; '' is none. */
const ADDED_AT = `$${6 + LRS_FIELDS.length}`;
const ADDED = `CASE WHEN CAST(${ADDED_AT} AS text) = '' THEN '' ELSE ':' || CAST(${ADDED_AT} AS text) END`;
const COLUMNS = ['id', 'name', 'secrets', ...LRS_FIELDS, 'own'].join(', ');

const statements = ({ merged }: Dialect) => ({
  list: statement('tenants_list', `SELECT ${COLUMNS} FROM cluster_tenants ORDER BY id`),
  find: statement('tenants_find', `SELECT ${COLUMNS} FROM cluster_tenants WHERE id = $1`),
  findByName: statement(
    'tenants_find_by_name',
    `SELECT ${COLUMNS} FROM cluster_tenants WHERE lower(name) = $1`,
  ),
  settings: statement(
    'tenants_settings',
    `SELECT id, tenant_id, param, value, override FROM cluster_tenant_settings
     WHERE tenant_id = $1 ORDER BY position`,
  ),
  add: onceOnly(
    'tenants_add',
    `INSERT INTO cluster_tenants (${COLUMNS}) VALUES (${parameters(4 + LRS_FIELDS.length)})
     ON CONFLICT DO NOTHING RETURNING id`,
  ),
  // Sent twice, it would add a secret twice.
  update: onceOnly(
    'tenants_update',
    `UPDATE cluster_tenants SET name = coalesce($2, name), secrets = coalesce($3, secrets) || ${ADDED},
       ${LRS_FIELDS.map((name, index) => `${name} = CASE WHEN $4 THEN $${6 + index} ELSE ${name} END`).join(', ')},
       own = ${merged('own', '$5')}
     WHERE id = $1 AND NOT EXISTS
       (SELECT 1 FROM cluster_tenants other WHERE lower(other.name) = lower($2) AND other.id <> $1)
     RETURNING ${COLUMNS}`,
  ),
  remove: onceOnly('tenants_remove', 'DELETE FROM cluster_tenants WHERE id = $1 RETURNING id'),
  removeSettings: statement(
    'tenants_remove_settings',
    'DELETE FROM cluster_tenant_settings WHERE tenant_id = $1',
  ),
  removeUse: statement('tenants_remove_use', "DELETE FROM cluster_use WHERE owner = $1 AND owner <> ''"),
  addSetting: onceOnly(
    'tenants_add_setting',
    'INSERT INTO cluster_tenant_settings (id, tenant_id, param, value, override) VALUES ($1, $2, $3, $4, $5)',
  ),
  removeSetting: onceOnly(
    'tenants_remove_setting',
    'DELETE FROM cluster_tenant_settings WHERE id = $1 RETURNING id',
  ),
});

function parameters(count: number): string {
  return Array.from({ length: count }, (_, index) => `$${index + 1}`).join(', ');
}

export function sqlTenants(db: Database): TenantStore {
  const sql = statements(db.dialect);
  return {
    async list() {
      return (await db.all(sql.list)).map(tenantOf);
    },
    async find(id) {
      const [row] = await db.all(sql.find, id);
      return row && tenantOf(row);
    },
    async findByName(name) {
      const [row] = await db.all(sql.findByName, name);
      return row && tenantOf(row);
    },
    async settings(tenantId) {
      return (await db.all(sql.settings, tenantId)).map(settingOf);
    },
    async add({ id, name, secrets, lrs, own = {} }) {
      const values = [name, secrets.join(':'), ...lrsValues(lrs), JSON.stringify(own)];
      return (await db.all(sql.add, id, ...values)).length > 0;
    },
    async update(id, { name, secrets, addSecret, lrs, own = {} }) {
      const values = [name ?? null, secrets?.join(':') ?? null, lrs !== undefined, JSON.stringify(own)];
      const [row] = await db.all(sql.update, id, ...values, ...lrsValues(lrs), addSecret ?? '');
      if (row) return tenantOf(row);
      return (await db.all(sql.find, id)).length > 0 ? 'taken' : undefined;
    },
    async remove(id) {
      const removed = (await db.all(sql.remove, id)).length > 0;
      await db.all(sql.removeSettings, id);
      await db.all(sql.removeUse, id);
      return removed;
    },
    async addSetting({ id, tenantId, param, value, override }) {
      await db.all(sql.addSetting, id, tenantId, param, value, override);
    },
    async removeSetting(id) {
      return (await db.all(sql.removeSetting, id)).length > 0;
    },
  };
}

function lrsValues(lrs: Tenant['lrs'] = {}): (string | null)[] {
  return LRS_FIELDS.map((name) => lrs[name] ?? null);
}

/** Secrets stand in one column, separated by `:` as everywhere an operator writes them. */
function tenantOf(row: Row): Tenant {
  const secrets = text(row['secrets'])
    .split(':')
    .filter((secret) => secret !== '');
  const lrs = LRS_FIELDS.flatMap((name) => (row[name] ? [[name, text(row[name])] as const] : []));
  const own = ownOf(text(row['own']));
  return {
    id: text(row['id']),
    name: text(row['name']),
    secrets,
    lrs: Object.fromEntries(lrs),
    ...(own.length > 0 && { own: Object.fromEntries(own) }),
  };
}

function ownOf(json: string): [name: string, value: string][] {
  const fields: unknown = JSON.parse(json);
  return Object.entries(fields ?? {}).map(([name, value]) => [name, String(value)]);
}

function settingOf(row: Row): TenantSetting {
  return {
    id: text(row['id']),
    tenantId: text(row['tenant_id']),
    param: text(row['param']),
    value: text(row['value']),
    override: Boolean(row['override']),
  };
}
