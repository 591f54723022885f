import { z } from 'zod';
import { type ApiToken, newTokenText, tokenHash } from '../access/api-token.ts';
import { tokenScopes } from '../access/scope.ts';
import type { Details } from '../audit/entry.ts';
import { databaseOf } from './context.ts';
import { failed, known } from './failure.ts';
import { nothing } from './fields.ts';
import { isoTime } from './moment.ts';
import { operation } from './operation.ts';
import { endOf, isoTimeOrNull, periodField } from './period.ts';
import { demands } from './problem-codes.ts';

const TIME = '2026-11-21T10:05:00.000Z';

const name = z
  .string()
  .trim()
  .min(1, demands['token-name'])
  .max(100, demands['token-name'])
  .refine((text) => !/\p{Cc}/u.test(text), demands['no-controls'])
  .meta({ description: 'What it is for; the audit log tells it', examples: ['monitoring'] });

const scope = z.enum(tokenScopes).meta({
  description:
    'What it is good for: read; operate: also the pool’s daily business; admin: all; register: only for a BBB server that adds itself',
  examples: ['read'],
});

const tokenSchema = z
  .object({
    id: z.string().meta({ description: 'Its id', examples: ['5f0c7c0e-30a8-45ae-9d0c-7a6f4b1f0a55'] }),
    name,
    scope,
    created_at: z.string().meta({ description: 'When it was made', examples: [TIME] }),
    expires_at: z
      .string()
      .nullable()
      .meta({ description: 'Until when it is good; null: for ever', examples: [TIME] }),
    last_used_at: z
      .string()
      .nullable()
      .meta({ description: 'Its last use, to some minutes; null: never', examples: [TIME] }),
    expired: z.boolean().meta({ description: 'Whether it is good no more', examples: [false] }),
  })
  .meta({ id: 'Token', description: 'A bearer token of the admin API; itself it is told once' });

function tokenJson(token: ApiToken, now: number): z.input<typeof tokenSchema> {
  const { id, name, scope, createdAt, expiresAt, lastUsedAt } = token;
  return {
    ...{ id, name, scope, created_at: isoTime(createdAt) },
    ...{ expires_at: isoTimeOrNull(expiresAt), last_used_at: isoTimeOrNull(lastUsedAt) },
    expired: expiresAt !== undefined && expiresAt <= now,
  };
}

export const createToken = operation({
  name: 'tokens.create',
  method: 'POST',
  path: '/tokens',
  scope: 'admin',
  summary: 'Make a bearer token for the admin API',
  description: 'The token itself is told in this answer alone: only its hash is kept.',
  status: 201,
  input: z.object({
    name,
    scope: scope.default('read'),
    expires: periodField('For how long it is good').default('90d'),
  }),
  output: tokenSchema.extend({
    token: z.string().meta({ description: 'The token', examples: [`slt_${'0'.repeat(43)}`] }),
  }),
  async run(context, { name, scope, expires }) {
    const { apiTokens } = await databaseOf(context);
    const text = newTokenText();
    const createdAt = context.now();
    const expiresAt = endOf(expires, createdAt);
    const token = { id: context.newId(), name, scope, createdAt, expiresAt, lastUsedAt: undefined };
    if (!(await apiTokens.add(token, tokenHash(text)))) {
      throw failed('token-taken', { name });
    }
    await context.trail({ action: 'token.create', subject: token.id, after: detailsOf(token) });
    return { ...tokenJson(token, createdAt), token: text };
  },
});

function detailsOf({ name, scope, expiresAt }: ApiToken): Details {
  return { name, scope, expires_at: isoTimeOrNull(expiresAt) };
}

export const listTokens = operation({
  name: 'tokens.list',
  method: 'GET',
  path: '/tokens',
  scope: 'admin',
  summary: 'List the tokens, oldest first',
  input: nothing,
  output: z.array(tokenSchema),
  async run(context) {
    const { apiTokens } = await databaseOf(context);
    return (await apiTokens.list()).map((token) => tokenJson(token, context.now()));
  },
});

export const revokeToken = operation({
  name: 'tokens.revoke',
  method: 'DELETE',
  path: '/tokens/{id}',
  scope: 'admin',
  summary: 'Revoke a token: it is good no more from now on',
  input: z.object({
    id: z
      .string()
      .min(1)
      .meta({ description: 'The id or the name of a token', examples: ['monitoring'] }),
  }),
  output: tokenSchema,
  async run(context, { id }) {
    const { apiTokens } = await databaseOf(context);
    const token = known('token', id, await apiTokens.remove(id));
    await context.trail({ action: 'token.revoke', subject: token.id, before: detailsOf(token) });
    return tokenJson(token, context.now());
  },
});
