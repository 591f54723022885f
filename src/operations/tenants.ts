import { z } from 'zod';
import type { Tenant, TenantChange } from '../cluster/tenant.ts';
import { isSwitchedOff, secretsOf } from '../cluster/tenant-own.ts';
import { addTenant as add, type TenantRefusal, updateTenant as update } from '../cluster/tenants.ts';
import { NO_USE, type Use } from '../cluster/use.ts';
import { needScope, type OperationContext } from './context.ts';
import { failed, known, type OperationFailed } from './failure.ts';
import { showSecrets, tenantId } from './fields.ts';
import { operation } from './operation.ts';
import { isoTimeOrNull } from './period.ts';
import { demands } from './problem-codes.ts';
import { limitsIn, limitsJson, tenantLimitFields, useJson, useSchema } from './tenant-limits.ts';

const SECRET_FIELDS = ['lrs_password', 'kc_client_secret', 'kc_password'];
const MASK = '*****';

export const tenantSchema = z
  .object({
    id: z.string().meta({ description: 'Its id', examples: ['1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90'] }),
    name: z
      .string()
      .meta({ description: 'Its name, which is the first label of its host', examples: ['school'] }),
    enabled: z
      .boolean()
      .meta({ description: 'Whether it is let in; if not, its meetings that run go on', examples: [true] }),
    secrets: z
      .array(z.string())
      .optional()
      .meta({ description: 'The secrets of its front-ends, when they were asked for' }),
    secret_expiries: z
      .array(z.string().nullable())
      .optional()
      .meta({ description: 'Until when each of these secrets is good; null: for ever' }),
    lrs: z.record(z.string(), z.string()).meta({
      description: 'Where its xAPI statements go, as far as that is set; secrets masked unless asked for',
      examples: [{ lrs_endpoint: 'https://lrs.example.com/xapi', lrs_username: 'bbb', lrs_password: MASK }],
    }),
    ...tenantLimitFields,
    use: useSchema
      .optional()
      .meta({ description: 'What it uses now, and the highest so far; when it is listed or shown' }),
  })
  .meta({ id: 'Tenant', description: 'A customer with a host name, secrets and meetings of its own' });

/** A tenant as operations tell of it. */
export function tenantJson(
  tenant: Tenant,
  show: { readonly secrets?: boolean; readonly use?: Use | undefined } = {},
): z.input<typeof tenantSchema> {
  const { id, name, lrs } = tenant;
  const shown = Object.entries(lrs).map(([field, value]) => [
    field,
    show.secrets || !SECRET_FIELDS.includes(field) ? value : MASK,
  ]);
  const enabled = !isSwitchedOff(tenant);
  return {
    ...{ id, name, enabled },
    ...(show.secrets && secretsJson(tenant)),
    lrs: Object.fromEntries(shown),
    ...limitsJson(tenant),
    ...(show.use && { use: useJson(show.use) }),
  };
}

function secretsJson(tenant: Tenant): { secrets: string[]; secret_expiries: (string | null)[] } {
  const all = secretsOf(tenant);
  return {
    secrets: all.map(({ secret }) => secret),
    secret_expiries: all.map(({ expiresAt }) => isoTimeOrNull(expiresAt)),
  };
}

/** With tenancy off, every operation on tenants is refused. Throws OperationFailed. */
export function needTenancy({ config }: Pick<OperationContext, 'config'>): void {
  if (!config.multitenancyEnabled) {
    throw failed('tenancy-off', {});
  }
}

const name = z
  .string()
  .trim()
  .min(1)
  .meta({
    description: 'The first label of its host: letters, digits and hyphens',
    examples: ['school'],
  });

export const secretText = z.string().regex(/^[^:]*[^:\s][^:]*$/, demands.secret);

const secrets = z
  .array(secretText)
  .min(1)
  .meta({ description: 'The secrets that its front-ends may sign with', examples: [['SECRET']] });

export const listTenants = operation({
  name: 'tenants.list',
  method: 'GET',
  path: '/tenants',
  scope: 'read',
  summary: 'List all tenants',
  input: z.object({ show_secrets: showSecrets }),
  output: z.array(tenantSchema),
  async run(context, { show_secrets }) {
    needTenancy(context);
    if (show_secrets) needScope(context, 'admin', 'To see secrets');
    const { tenants, use } = context.store;
    const [all, { of }] = await Promise.all([tenants.list(), use.read()]);
    return all.map((tenant) =>
      tenantJson(tenant, { secrets: show_secrets, use: of.get(tenant.id) ?? NO_USE }),
    );
  },
});

export const showTenant = operation({
  name: 'tenants.show',
  method: 'GET',
  path: '/tenants/{id}',
  scope: 'read',
  summary: 'Show one tenant',
  input: z.object({ id: tenantId, show_secrets: showSecrets }),
  output: tenantSchema,
  async run(context, { id, show_secrets }) {
    needTenancy(context);
    if (show_secrets) needScope(context, 'admin', 'To see secrets');
    const { tenants, use } = context.store;
    const [tenant, { of }] = await Promise.all([tenants.find(id), use.read()]);
    const shown = { secrets: show_secrets, use: of.get(id) ?? NO_USE };
    return tenantJson(known('tenant', id, tenant), shown);
  },
});

export const addTenant = operation({
  name: 'tenants.add',
  method: 'POST',
  path: '/tenants',
  scope: 'admin',
  summary: 'Add a tenant',
  status: 201,
  input: z.object({ name, secrets }),
  output: tenantSchema,
  async run(context, { name, secrets }) {
    needTenancy(context);
    const { store, newId } = context;
    const added = await add(store.tenants, newId, { name, secrets: secrets.join(':') });
    return tenantJson(accepted(added, name));
  },
});

export const updateTenant = operation({
  name: 'tenants.update',
  method: 'PATCH',
  path: '/tenants/{id}',
  scope: 'admin',
  summary: 'Change the name, the secrets or the limits of a tenant',
  input: z.object({
    id: tenantId,
    name: name.optional(),
    secrets: secrets.optional(),
    max_meetings: tenantLimitFields.max_meetings.optional(),
    max_users: tenantLimitFields.max_users.optional(),
    max_duration: tenantLimitFields.max_duration.optional(),
  }),
  output: tenantSchema,
  async run(context, { id, name, secrets, ...limits }) {
    needTenancy(context);
    const change = { name, secrets: secrets?.join(':'), own: limitsIn(limits) };
    const updated = await update(context.store.tenants, id, change);
    return tenantJson(accepted(known('tenant', id, updated), name ?? ''));
  },
});

export const removeTenant = operation({
  name: 'tenants.remove',
  method: 'DELETE',
  path: '/tenants/{id}',
  scope: 'admin',
  summary: 'Remove a tenant with its settings',
  input: z.object({ id: tenantId }),
  output: tenantSchema,
  async run(context, { id }) {
    needTenancy(context);
    const { tenants } = context.store;
    const tenant = known('tenant', id, await tenants.find(id));
    known('tenant', id, (await tenants.remove(id)) || undefined);
    return tenantJson(tenant);
  },
});

function accepted(
  outcome: { readonly tenant: Tenant } | { readonly refused: TenantRefusal },
  name: string,
): Tenant {
  if ('tenant' in outcome) return outcome.tenant;
  throw refused(outcome.refused, name);
}

function refused(reason: TenantRefusal, name: string): OperationFailed {
  switch (reason) {
    case 'badName':
      return failed('tenant-name', { name });
    case 'noSecrets':
      return failed('tenant-secretless', {});
    case 'taken':
      return failed('tenant-taken', { name: name.toLowerCase() });
  }
}

/** Changes anything but the name. Throws OperationFailed. */
export async function changeTenant(
  { store }: Pick<OperationContext, 'store'>,
  id: string,
  change: Omit<TenantChange, 'name'>,
): Promise<Tenant> {
  const changed = known('tenant', id, await store.tenants.update(id, change));
  if (changed === 'taken') throw failed('tenant-name-taken', {});
  return changed;
}
