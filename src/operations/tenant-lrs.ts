import { z } from 'zod';
import { BASIC_LRS, KEYCLOAK_LRS } from '../cluster/lrs-fields.ts';
import { failed } from './failure.ts';
import { tenantId } from './fields.ts';
import { operation } from './operation.ts';
import { changeTenant, needTenancy, tenantJson, tenantSchema } from './tenants.ts';

const field = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ description, examples: [example] });

export const setTenantLrs = operation({
  name: 'tenants.set-lrs',
  method: 'PUT',
  path: '/tenants/{id}/lrs',
  scope: 'admin',
  summary: 'Tell where the xAPI statements of a tenant go',
  description: `Either ${BASIC_LRS.join(', ')}, or ${KEYCLOAK_LRS.join(', ')}: all of the one or all of the other. What was set before goes.`,
  input: z.object({
    id: tenantId,
    lrs_endpoint: z
      .string()
      .min(1)
      .meta({
        description: 'The address of the learning record store',
        examples: ['https://lrs.example.com/xapi'],
      }),
    lrs_username: field('The user there', 'bbb'),
    lrs_password: field('The user’s password', 'PASSWORD'),
    kc_token_url: field('Where Keycloak gives tokens for it', 'https://kc.example.com/token'),
    kc_client_id: field('The client at Keycloak', 'bbb'),
    kc_client_secret: field('The client’s secret', 'SECRET'),
    kc_username: field('The user at Keycloak', 'bbb'),
    kc_password: field('That user’s password', 'PASSWORD'),
  }),
  output: tenantSchema,
  async run(context, { id, ...given }) {
    needTenancy(context);
    const lrs = Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    if (!isAll(lrs, BASIC_LRS) && !isAll(lrs, KEYCLOAK_LRS)) {
      throw failed('lrs-incomplete', { basic: BASIC_LRS.join(', '), keycloak: KEYCLOAK_LRS.join(', ') });
    }
    return tenantJson(await changeTenant(context, id, { lrs }));
  },
});

export const clearTenantLrs = operation({
  name: 'tenants.clear-lrs',
  method: 'DELETE',
  path: '/tenants/{id}/lrs',
  scope: 'admin',
  summary: 'Send the xAPI statements of a tenant nowhere any more',
  input: z.object({ id: tenantId }),
  output: tenantSchema,
  async run(context, { id }) {
    needTenancy(context);
    return tenantJson(await changeTenant(context, id, { lrs: {} }));
  },
});

function isAll(given: Readonly<Record<string, string>>, names: readonly string[]): boolean {
  return Object.keys(given).length === names.length && names.every((name) => Object.hasOwn(given, name));
}
