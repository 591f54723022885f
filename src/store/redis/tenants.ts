import type { TenantStore } from '../../cluster/ports.ts';
import type { Tenant, TenantChange, TenantSetting } from '../../cluster/tenant.ts';
import type { RedisClient } from './client.ts';
import { FIELDS } from './keys.ts';

/** A stored hash with the id it stands under. */
interface HashReply {
  readonly id: string;
  readonly hash: Readonly<Record<string, string>>;
  readonly own?: Readonly<Record<string, string>>;
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
    add: ({ id, name, secrets, lrs, own }) =>
      client.run<boolean>('add-tenant', { id, name, own, fields: fieldsOf({ name, secrets, lrs }) }),
    async update(id, change) {
      const { name, lrs, own, addSecret } = change;
      const ask = { id, name, own, addSecret, fields: fieldsOf(change), dropLrs: lrs !== undefined };
      const found = await client.run<HashReply | 'taken' | null>('update-tenant', ask);
      return found === null ? undefined : found === 'taken' ? found : toTenant(found);
    },
    remove: (id) => client.run<boolean>('remove-tenant', { id }),
    async addSetting({ id, tenantId, param, value, override }) {
      const { param: named, value: valued, override: overriding, tenantId: owner } = FIELDS;
      const fields = [named, param, valued, value, overriding, String(override), owner, tenantId];
      await client.run('add-setting', { id, tenantId, fields });
    },
    removeSetting: (id) => client.run<boolean>('remove-setting', { id }),
  };
}

/** Field names and values in turn; what has no value is left out. */
function fieldsOf({ name, secrets, lrs = {} }: TenantChange): string[] {
  return [
    ...(name === undefined ? [] : [FIELDS.name, name]),
    ...(secrets === undefined ? [] : [FIELDS.secrets, secrets.join(':')]),
    ...Object.entries(lrs).flat(),
  ];
}

function toTenant({ id, hash, own }: HashReply): Tenant {
  const { [FIELDS.name]: name = '', [FIELDS.secrets]: secrets = '', [FIELDS.id]: _, ...rest } = hash;
  return {
    id,
    name,
    secrets: secrets.split(':').filter((secret) => secret.trim() !== ''),
    lrs: Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== '')),
    ...(own && { own }),
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
