import type { TenantStore } from './ports.ts';
import type { OwnChange, Tenant, TenantChange } from './tenant.ts';
import { leftovers } from './tenant-own.ts';

/** Why a tenant could not be added or changed. */
export type TenantRefusal = 'badName' | 'noSecrets' | 'taken';

/** The words for it, to the operator. */
export function refusalText(reason: TenantRefusal, name: string): string {
  switch (reason) {
    case 'badName':
      return `'${name}' is not fit for a Tenant: a name is letters, digits and hyphens, as in a host name`;
    case 'noSecrets':
      return 'a Tenant needs at least one secret';
    case 'taken':
      return `there is a Tenant named '${name.toLowerCase()}' already`;
  }
}

type Outcome = { readonly tenant: Tenant } | { readonly refused: TenantRefusal };

/**
 * Adds a tenant. Its name is a DNS label, since it stands for a host, and kept in lower case; its secrets
 * come as operators write them, separated by `:`.
 */
export async function addTenant(
  store: Pick<TenantStore, 'add'>,
  newId: () => string,
  request: { readonly name: string; readonly secrets: string },
): Promise<Outcome> {
  const read = readChange(request);
  if (typeof read === 'string') return { refused: read };
  const tenant: Tenant = { id: newId(), name: '', secrets: [], lrs: {}, ...read };
  return (await store.add(tenant)) ? { tenant } : { refused: 'taken' };
}

/** Changes name, secrets and what is kept apart, as far as given. Undefined: no such tenant. */
export async function updateTenant(
  store: Pick<TenantStore, 'update'>,
  id: string,
  request: {
    readonly name?: string | undefined;
    readonly secrets?: string | undefined;
    readonly own?: OwnChange;
  },
): Promise<Outcome | undefined> {
  const read = readChange(request);
  if (typeof read === 'string') return { refused: read };
  const { own } = request;
  const tenant = await store.update(id, { ...read, ...(own && { own }) });
  return tenant === 'taken' ? { refused: 'taken' } : tenant && { tenant: await tidied(store, tenant) };
}

/** A secret that is given again one day is not to expire with what was said of it before. */
async function tidied(store: Pick<TenantStore, 'update'>, tenant: Tenant): Promise<Tenant> {
  const own = leftovers(tenant);
  if (Object.keys(own).length === 0) return tenant;
  const tidy = await store.update(tenant.id, { own });
  return tidy === undefined || tidy === 'taken' ? tenant : tidy;
}

const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function readChange({
  name,
  secrets,
}: {
  name?: string | undefined;
  secrets?: string | undefined;
}): Pick<TenantChange, 'name' | 'secrets'> | TenantRefusal {
  const label = name?.trim().toLowerCase();
  const list = secrets?.split(':').filter((secret) => secret.trim() !== '');
  if (label !== undefined && !DNS_LABEL.test(label)) return 'badName';
  if (list?.length === 0) return 'noSecrets';
  return { ...(label !== undefined && { name: label }), ...(list !== undefined && { secrets: list }) };
}
