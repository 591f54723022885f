import { z } from 'zod';
import { nothing } from './fields.ts';
import { operation } from './operation.ts';

const setting = z
  .object({
    name: z.string().meta({ description: 'The name of the variable', examples: ['POLL_INTERVAL'] }),
    value: z
      .string()
      .meta({ description: 'Its effective value, secrets masked; empty: it has none', examples: ['60'] }),
    source: z.string().meta({
      description: 'Where that comes from: default, environment, file …, kept in DATA_DIR',
      examples: ['environment'],
    }),
  })
  .meta({ id: 'ConfigSetting', description: 'A setting as it is in force' });

export const showConfig = operation({
  name: 'config.show',
  method: 'GET',
  path: '/config',
  scope: 'admin',
  summary: 'Show every setting, its effective value and where it comes from',
  description:
    'Those of the process that answers; secrets, and passwords in addresses, are always masked. They change with its environment, and a restart.',
  input: nothing,
  output: z.array(setting),
  run: async ({ config }) => [...config.described],
});
