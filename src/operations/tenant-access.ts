import { z } from 'zod';
import { expiring, switched } from '../cluster/tenant-own.ts';
import { known, OperationFailed } from './failure.ts';
import { tenantId } from './fields.ts';
import { operation } from './operation.ts';
import { endOf, periodField } from './period.ts';
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

export const expireSecret = operation({
  name: 'tenants.expire-secret',
  method: 'POST',
  path: '/tenants/{id}/expire-secret',
  scope: 'admin',
  summary: 'Let one of the secrets of a tenant expire',
  description: 'For changing a secret without an interruption: add the new one, and let the old one expire.',
  input: z.object({
    id: tenantId,
    secret: z
      .string()
      .min(1)
      .meta({ description: 'The secret', examples: ['SECRET'] }),
    expires: periodField('For how long it is still good').default('1w'),
  }),
  output: tenantSchema,
  async run(context, { id, secret, expires }) {
    needTenancy(context);
    const tenant = known('tenant', id, await context.store.tenants.find(id));
    if (!tenant.secrets.includes(secret))
      throw new OperationFailed(404, 'The tenant does not have this secret');
    return tenantJson(
      await changeTenant(context, id, { own: expiring(secret, endOf(expires, context.now())) }),
    );
  },
});
