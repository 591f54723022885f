import { z } from 'zod';
import { switched } from '../cluster/tenant-own.ts';
import { tenantId } from './fields.ts';
import { operation } from './operation.ts';
import { changeTenant, needTenancy, tenantJson, tenantSchema } from './tenants.ts';

export const enableTenant = operation({
  name: 'tenants.enable',
  method: 'POST',
  path: '/tenants/{id}/enable',
  scope: 'admin',
  summary: 'Let a tenant in again',
  input: z.object({ id: tenantId }),
  output: tenantSchema,
  async run(context, { id }) {
    needTenancy(context);
    return tenantJson(await changeTenant(context, id, { own: switched(true) }));
  },
});

export const disableTenant = operation({
  name: 'tenants.disable',
  method: 'POST',
  path: '/tenants/{id}/disable',
  scope: 'admin',
  summary: 'Let a tenant in nowhere any more; its meetings that run go on',
  input: z.object({ id: tenantId }),
  output: tenantSchema,
  async run(context, { id }) {
    needTenancy(context);
    return tenantJson(await changeTenant(context, id, { own: switched(false) }));
  },
});
