import { z } from 'zod';
import { hashPassword } from '../access/password.ts';
import { scopes } from '../access/scope.ts';
import type { User } from '../access/user.ts';
import type { Details } from '../audit/entry.ts';
import { databaseOf } from './context.ts';
import { failed, known } from './failure.ts';
import { nothing } from './fields.ts';
import { isoTime } from './moment.ts';
import { operation } from './operation.ts';
import { isoTimeOrNull } from './period.ts';
import { demands } from './problem-codes.ts';

const TIME = '2026-11-21T10:05:00.000Z';

const name = z
  .string()
  .min(1)
  .max(100)
  .refine((text) => /^[\p{L}\p{N}._@+-]+$/u.test(text), demands['user-name'])
  .meta({ description: 'What they sign in as; the audit log tells it', examples: ['ann'] });

const password = z
  .string()
  .min(10, demands.password)
  .max(200, demands.password)
  .meta({ description: 'The password: 10 characters or more', examples: ['PASSWORD'] });

const scope = z.enum(scopes).meta({
  description: 'What they may do: read; operate: also the pool’s daily business; admin: all',
  examples: ['operate'],
});

const userSchema = z
  .object({
    name,
    scope,
    created_at: z.string().meta({ description: 'When they were added', examples: [TIME] }),
    signed_in_at: z
      .string()
      .nullable()
      .meta({ description: 'When they last signed in; null: never', examples: [TIME] }),
  })
  .meta({ id: 'User', description: 'Somebody who signs in to the dashboard with a password' });

function userJson({ name, scope, createdAt, signedInAt }: User): z.input<typeof userSchema> {
  return { name, scope, created_at: isoTime(createdAt), signed_in_at: isoTimeOrNull(signedInAt) };
}

export const addUser = operation({
  name: 'users.add',
  method: 'POST',
  path: '/users',
  scope: 'admin',
  summary: 'Add somebody who signs in to the dashboard with a password',
  description: 'Of the password only an scrypt hash is kept.',
  status: 201,
  input: z.object({ name, password, scope: scope.default('read') }),
  output: userSchema,
  async run(context, { name, password, scope }) {
    const { users } = await databaseOf(context);
    const user = { id: context.newId(), name, scope, createdAt: context.now(), signedInAt: undefined };
    if (!(await users.add(user, await hashPassword(password)))) {
      throw failed('user-taken', { name });
    }
    await context.trail({ action: 'user.add', subject: name, after: detailsOf(user) });
    return userJson(user);
  },
});

function detailsOf({ scope }: User): Details {
  return { scope };
}

export const listUsers = operation({
  name: 'users.list',
  method: 'GET',
  path: '/users',
  scope: 'admin',
  summary: 'List those who sign in to the dashboard with a password',
  input: nothing,
  output: z.array(userSchema),
  async run(context) {
    const { users } = await databaseOf(context);
    return (await users.list()).map(userJson);
  },
});

export const setUserPassword = operation({
  name: 'users.set-password',
  method: 'PUT',
  path: '/users/{name}/password',
  scope: 'admin',
  summary: 'Give somebody another password for the dashboard; where they are signed in they no longer are',
  input: z.object({ name, password }),
  output: userSchema,
  async run(context, { name, password }) {
    const { users } = await databaseOf(context);
    const user = known('user', name, await users.setPassword(name, await hashPassword(password)));
    await context.trail({ action: 'user.set-password', subject: name });
    return userJson(user);
  },
});

export const removeUser = operation({
  name: 'users.remove',
  method: 'DELETE',
  path: '/users/{name}',
  scope: 'admin',
  summary: 'Remove somebody from the dashboard; where they are signed in they no longer are',
  input: z.object({ name }),
  output: userSchema,
  async run(context, { name }) {
    const { users } = await databaseOf(context);
    const user = known('user', name, await users.remove(name));
    await context.trail({ action: 'user.remove', subject: name, before: detailsOf(user) });
    return userJson(user);
  },
});
