import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Tenant } from '../cluster/tenant.ts';
import { expiring, fingerprint, secretsOf } from '../cluster/tenant-own.ts';
import { failed, known } from './failure.ts';
import { showSecrets, tenantId } from './fields.ts';
import { operation } from './operation.ts';
import { endOf, isoTimeOrNull } from './period.ts';
import { demands } from './problem-codes.ts';
import { changeTenant, needTenancy, secretText } from './tenants.ts';

const secretSchema = z
  .object({
    fingerprint: z
      .string()
      .meta({ description: 'Tells it from the tenant’s other secrets', examples: ['3f9a1c04b7de'] }),
    expires_at: z
      .string()
      .nullable()
      .meta({
        description: 'From when on it opens nothing; null: never',
        examples: ['2026-11-21T10:05:00.000Z'],
      }),
    expired: z.boolean().meta({ description: 'Whether it opens nothing any more', examples: [false] }),
    secret: z
      .string()
      .optional()
      .meta({ description: 'Itself, when it was asked for or is new', examples: ['SECRET'] }),
  })
  .meta({ id: 'TenantSecret', description: 'One of the secrets that open the BBB API to a tenant' });

export const listTenantSecrets = operation({
  name: 'tenants.list-secrets',
  method: 'GET',
  path: '/tenants/{id}/secrets',
  scope: 'admin',
  summary: 'List the secrets of a tenant, and when they expire',
  input: z.object({ id: tenantId, show_secrets: showSecrets }),
  output: z.array(secretSchema),
  async run(context, { id, show_secrets }) {
    needTenancy(context);
    return secretsJson(
      known('tenant', id, await context.store.tenants.find(id)),
      context.now(),
      show_secrets,
    );
  },
});

export const addTenantSecret = operation({
  name: 'tenants.add-secret',
  method: 'POST',
  path: '/tenants/{id}/secrets',
  scope: 'admin',
  summary: 'Give a tenant one secret more',
  description: 'The older ones stay in force until they expire: front-ends move over one after the other.',
  status: 201,
  input: z.object({
    id: tenantId,
    secret: secretText
      .optional()
      .meta({ description: 'Left out, one is made, and told in this answer', examples: ['SECRET'] }),
  }),
  output: secretSchema,
  async run(context, { id, secret = randomBytes(32).toString('hex') }) {
    needTenancy(context);
    const { secrets } = known('tenant', id, await context.store.tenants.find(id));
    if (secrets.includes(secret)) throw failed('secret-taken', {});
    const own = expiring(secret, undefined);
    const tenant = await changeTenant(context, id, { addSecret: secret, own });
    return one(secretsJson(tenant, context.now(), true), secret);
  },
});

export const expireTenantSecret = operation({
  name: 'tenants.expire-secret',
  method: 'PATCH',
  path: '/tenants/{id}/secrets/{fingerprint}',
  scope: 'admin',
  summary: 'Let a secret of a tenant expire',
  input: z.object({
    id: tenantId,
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{4,64}$/i, demands.fingerprint)
      .meta({ description: 'Of the secret, or its beginning', examples: ['3f9a1c04b7de'] }),
    expires: z
      .string()
      .regex(/^[1-9]\d{0,3}[hdwy]$|^never$|^now$/, demands['period-or-now'])
      .meta({ description: 'For how long it is still good: 12h, 7d, 4w, now, or never', examples: ['7d'] }),
  }),
  output: secretSchema,
  async run(context, { id, fingerprint: wanted, expires }) {
    needTenancy(context);
    const now = context.now();
    const secret = findSecret(known('tenant', id, await context.store.tenants.find(id)), wanted);
    const at = expires === 'now' ? now : endOf(expires, now);
    return one(
      secretsJson(await changeTenant(context, id, { own: expiring(secret, at) }), now, false),
      secret,
    );
  },
});

function findSecret({ secrets }: Tenant, wanted: string): string {
  const [secret, ...others] = secrets.filter((one) => fingerprint(one).startsWith(wanted.toLowerCase()));
  if (secret !== undefined && others.length === 0) return secret;
  throw failed(secret === undefined ? 'secret-unknown' : 'secret-unclear', { fingerprint: wanted });
}

function secretsJson(tenant: Tenant, now: number, show: boolean): z.input<typeof secretSchema>[] {
  return secretsOf(tenant).map(({ secret, expiresAt }) => ({
    fingerprint: fingerprint(secret),
    expires_at: isoTimeOrNull(expiresAt),
    expired: expiresAt !== undefined && expiresAt <= now,
    ...(show && { secret }),
  }));
}

/** Somebody else may have taken it away meanwhile. */
function one(all: readonly z.input<typeof secretSchema>[], secret: string): z.input<typeof secretSchema> {
  const wanted = fingerprint(secret);
  return known(
    'secret',
    wanted,
    all.find((found) => found.fingerprint === wanted),
  );
}
