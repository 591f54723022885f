/** Fields that many operations share. */
import { z } from 'zod';

/** The input of an operation that takes nothing. */
export const nothing = z.object({});

export const serverId = z
  .string()
  .min(1)
  .meta({ description: 'The id of a server', examples: ['bbb1.example.com'] });

export const showSecrets = z
  .boolean()
  .default(false)
  .meta({ description: 'Tell secrets too; needs the scope admin', examples: [false] });
