import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OperationContext } from './context.ts';
import { OperationFailed } from './failure.ts';
import { operation } from './operation.ts';
import { perform } from './perform.ts';
import { openContext } from './testing.ts';

const bake = operation({
  name: 'cakes.bake',
  method: 'POST',
  path: '/cakes',
  scope: 'operate',
  summary: 'Bake a cake',
  input: z.object({
    name: z.string().min(1).meta({ description: 'What it is called' }),
    size: z.enum(['small', 'large']).default('small').meta({ description: 'How big it gets' }),
    layers: z.number().int().max(9).optional().meta({ description: 'How many layers' }),
  }),
  output: z.object({ cake: z.string() }),
  async run(_: OperationContext, { name, size, layers = 1 }) {
    const cake = { cake: `${size} ${name} of ${layers}`, recipe: 'secret' };
    return cake;
  },
});

async function failure(given: Readonly<Record<string, unknown>>): Promise<OperationFailed> {
  const error = await perform(bake, await openContext(), given).catch((reason: unknown) => reason);
  if (error instanceof OperationFailed) return error;
  throw new Error('it went well');
}

describe('an operation', () => {
  it('gets its defaults', async () => {
    expect(await perform(bake, await openContext(), { name: 'pie' })).toEqual({ cake: 'small pie of 1' });
  });

  it('answers nothing that its schema does not name', async () => {
    expect(await perform(bake, await openContext(), { name: 'pie', layers: 2 })).not.toHaveProperty('recipe');
  });

  it('is told all that is wrong at once, and what is allowed', async () => {
    const { status, code, message, problems } = await failure({ size: 'huge', layers: 10, colour: 'red' });
    expect([status, code]).toEqual([400, 'input']);
    expect(message).toContain('name: It is missing; size: ');
    expect(problems).toEqual([
      {
        ...{ field: 'colour', problem: 'There is no such field', code: 'no-such-field' },
        allowed: 'One of name, size, layers',
      },
      { field: 'name', problem: 'It is missing', code: 'missing', allowed: 'What it is called' },
      {
        field: 'size',
        problem: 'Invalid option: expected one of "small"|"large"',
        ...{ code: 'choice', values: { allowed: 'small, large' }, allowed: 'How big it gets' },
      },
      {
        ...{ field: 'layers', problem: 'Too big: expected number to be <=9', allowed: 'How many layers' },
        ...{ code: 'too-large', values: { most: 9 } },
      },
    ]);
  });

  it('is not told of values, which may be secret', async () => {
    const { message, problems } = await failure({ name: 5, size: 's3cret', layers: 's3cret' });
    expect(JSON.stringify([message, problems])).not.toContain('s3cret');
  });
});
