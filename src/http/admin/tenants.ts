import type { Tenant } from '../../cluster/tenant.ts';
import {
  addTenant as add,
  refusalText,
  type TenantRefusal,
  updateTenant as update,
} from '../../cluster/tenants.ts';
import type { AdminDeps } from './deps.ts';
import { idOf, objectIn, textOf } from './fields.ts';
import { type AdminRoute, created, ok, Refusal } from './route.ts';

type Handle = AdminRoute['handle'];

/** With tenancy off, every call of tenants is refused. */
export function withTenancy({ config }: Pick<AdminDeps, 'config'>, route: AdminRoute): AdminRoute {
  if (config.multitenancyEnabled) return route;
  return {
    ...route,
    handle: async () => {
      throw new Refusal(412, { message: 'Multitenancy is disabled' });
    },
  };
}

export function getTenants({ store: { tenants } }: AdminDeps): Handle {
  return async () => {
    const all = await tenants.list();
    return ok(all.length === 0 ? { message: 'No tenants exist' } : all.map(tenantObject));
  };
}

export function getTenantInfo({ store: { tenants } }: AdminDeps): Handle {
  return async (request) => {
    const id = idOf(request);
    return ok(tenantObject(known(id, await tenants.find(id))));
  };
}

export function addTenant({ store: { tenants }, newId }: AdminDeps): Handle {
  return async ({ body }) => {
    const fields = objectIn(body, 'tenant');
    const name = textOf(fields, 'name');
    const secrets = textOf(fields, 'secrets');
    if (name === undefined || secrets === undefined) {
      throw refused('both name and secrets are required to create a Tenant');
    }
    return created({ tenant: tenantObject(changed(await add(tenants, newId, { name, secrets }), name)) });
  };
}

export function updateTenant({ store: { tenants } }: AdminDeps): Handle {
  return async (request) => {
    const id = idOf(request);
    known(id, await tenants.find(id));
    const fields = objectIn(request.body, 'tenant');
    const name = textOf(fields, 'name');
    const outcome = await update(tenants, id, { name, secrets: textOf(fields, 'secrets') });
    return ok({ tenant: tenantObject(changed(known(id, outcome), name)) });
  };
}

export function deleteTenant({ store: { tenants } }: AdminDeps): Handle {
  return async (request) => {
    const id = idOf(request);
    known(id, (await tenants.remove(id)) || undefined);
    return ok({ success: `Tenant id=${id} was destroyed` });
  };
}

function tenantObject({ id, name, secrets }: Tenant): object {
  return { id, name, secrets: secrets.join(':') };
}

type Outcome = { readonly tenant: Tenant } | { readonly refused: TenantRefusal };

function changed(outcome: Outcome, name = ''): Tenant {
  if ('refused' in outcome) throw refused(refusalText(outcome.refused, name));
  return outcome.tenant;
}

function refused(reason: string): Refusal {
  return new Refusal(400, { message: `Error: ${reason}` });
}

function known<T>(id: string, found: T | undefined): T {
  if (found === undefined) throw new Refusal(404, { error: `Couldn't find Tenant with id=${id}` });
  return found;
}
