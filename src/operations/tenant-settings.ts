import { z } from 'zod';
import type { TenantSetting } from '../cluster/tenant.ts';
import { known } from './failure.ts';
import { tenantId } from './fields.ts';
import { operation } from './operation.ts';
import { needTenancy } from './tenants.ts';

const settingId = z
  .string()
  .min(1)
  .meta({ description: 'The id of a setting', examples: ['8a0c4f7e-5a0e-4d62-bb0c-2f6d1c6f1d11'] });

const fields = {
  tenant_id: tenantId,
  param: z
    .string()
    .min(1)
    .meta({ description: 'The name of the parameter', examples: ['record'] }),
  value: z.string().meta({ description: 'Its value', examples: ['false'] }),
};

const settingSchema = z
  .object({
    id: settingId,
    ...fields,
    override: z
      .boolean()
      .meta({ description: 'Whether it stands before what the client gives', examples: [true] }),
  })
  .meta({ id: 'TenantSetting', description: 'A parameter that the creates and joins of a tenant get' });

function settingJson({ id, tenantId, param, value, override }: TenantSetting): z.input<typeof settingSchema> {
  return { id, tenant_id: tenantId, param, value, override };
}

export const listTenantSettings = operation({
  name: 'tenant-settings.list',
  method: 'GET',
  path: '/tenant-settings',
  scope: 'read',
  summary: 'List the settings of a tenant, or of all',
  input: z.object({ tenant_id: tenantId.optional().meta({ description: 'Only those of this tenant' }) }),
  output: z.array(settingSchema),
  async run(context, { tenant_id }) {
    needTenancy(context);
    const { tenants } = context.store;
    if (tenant_id !== undefined) return (await tenants.settings(tenant_id)).map(settingJson);
    const all: TenantSetting[] = [];
    for (const { id } of await tenants.list()) all.push(...(await tenants.settings(id)));
    return all.map(settingJson);
  },
});

export const addTenantSetting = operation({
  name: 'tenant-settings.add',
  method: 'POST',
  path: '/tenant-settings',
  scope: 'admin',
  summary: 'Give the creates and joins of a tenant a parameter',
  status: 201,
  input: z.object({
    ...fields,
    override: z
      .boolean()
      .default(false)
      .meta({
        description: 'Over the client’s own value; else only where the client gives none',
        examples: [true],
      }),
  }),
  output: settingSchema,
  async run(context, { tenant_id, param, value, override }) {
    needTenancy(context);
    const { tenants } = context.store;
    known('tenant', tenant_id, await tenants.find(tenant_id));
    const setting = { id: context.newId(), tenantId: tenant_id, param, value, override };
    await tenants.addSetting(setting);
    return settingJson(setting);
  },
});

export const removeTenantSetting = operation({
  name: 'tenant-settings.remove',
  method: 'DELETE',
  path: '/tenant-settings/{id}',
  scope: 'admin',
  summary: 'Remove a setting',
  input: z.object({ id: settingId }),
  output: z.object({ id: settingId }),
  async run(context, { id }) {
    needTenancy(context);
    known('setting', id, (await context.store.tenants.removeSetting(id)) || undefined);
    return { id };
  },
});
