import type { TenantStore } from '../../cluster/ports.ts';
import type { Tenant, TenantSetting } from '../../cluster/tenant.ts';
import type { RedisClient } from './client.ts';
import { FIELDS } from './keys.ts';

/** A stored hash with the id it stands under. */
interface HashReply {
  readonly id: string;
  readonly hash: Readonly<Record<string, string>>;
}

export function tenantStore(client: RedisClient): TenantStore {
  const tenants = async (which: { id?: string; name?: string }) =>
    (await client.run<HashReply[]>('find-tenants', which)).map(toTenant);
  return {
    list: () => tenants({}),
    find: async (id) => (await tenants({ id }))[0],
    findByName: async (name) => (await tenants({ name }))[0],
    settings: async (tenantId) =>
      (await client.run<HashReply[]>('list-settings', { tenantId })).map((reply) =>
        toSetting(reply, tenantId),
      ),
  };
}

function toTenant({ id, hash }: HashReply): Tenant {
  const { [FIELDS.name]: name = '', [FIELDS.secrets]: secrets = '', [FIELDS.id]: _, ...rest } = hash;
  return {
    id,
    name,
    secrets: secrets.split(':').filter((secret) => secret.trim() !== ''),
    lrs: Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== '')),
  };
}

function toSetting({ id, hash }: HashReply, tenantId: string): TenantSetting {
  return {
    id,
    tenantId,
    param: hash[FIELDS.param] ?? '',
    value: hash[FIELDS.value] ?? '',
    override: hash[FIELDS.override]?.toLowerCase() === 'true',
  };
}
