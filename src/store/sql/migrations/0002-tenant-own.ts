import type { Migration } from '../migrations.ts';

/** What this program alone knows of a tenant: flat JSON. */
export const tenantOwn: Migration = {
  name: 'tenant own fields',
  sqlite: `ALTER TABLE cluster_tenants ADD COLUMN own TEXT NOT NULL DEFAULT '{}'`,
  postgres: `ALTER TABLE cluster_tenants ADD COLUMN own text NOT NULL DEFAULT '{}'`,
};
