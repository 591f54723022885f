import type { TenantStore } from '../../cluster/ports.ts';
import type { Tenant, TenantSetting } from '../../cluster/tenant.ts';
import { type Database, type Row, statement } from './database.ts';
import { text } from './rows.ts';

const LRS = [
  'lrs_endpoint',
  'lrs_username',
  'lrs_password',
  'kc_token_url',
  'kc_client_id',
  'kc_client_secret',
  'kc_username',
  'kc_password',
];
const COLUMNS = ['id', 'name', 'secrets', ...LRS].join(', ');

const sql = {
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
};

export function sqlTenants(db: Database): TenantStore {
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
  };
}

/** Secrets stand in one column, separated by `:` as everywhere an operator writes them. */
function tenantOf(row: Row): Tenant {
  const secrets = text(row['secrets'])
    .split(':')
    .filter((secret) => secret !== '');
  const lrs = LRS.flatMap((name) => (row[name] ? [[name, text(row[name])] as const] : []));
  return { id: text(row['id']), name: text(row['name']), secrets, lrs: Object.fromEntries(lrs) };
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
