/** Fields that many operations share. */
import { z } from 'zod';
import { readMultiplier } from '../cluster/load-multiplier.ts';
import { isServerUrl } from '../cluster/server-url.ts';
import { demands } from './problem-codes.ts';
import { whyField } from './why.ts';

/** The input of an operation that takes nothing. */
export const nothing = z.object({});

export const serverId = z
  .string()
  .min(1)
  .meta({ description: 'The id of a server', examples: ['bbb1.example.com'] });

export const meetingId = z
  .string()
  .min(1)
  .meta({ description: 'The id of a meeting, as its front-end gave it', examples: ['room-42'] });

export const tenantId = z
  .string()
  .min(1)
  .meta({ description: 'The id of a tenant', examples: ['1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90'] });

export const showSecrets = z
  .boolean()
  .default(false)
  .meta({ description: 'Tell secrets too; needs the scope admin', examples: [false] });

export const serverUrl = z
  .string()
  .trim()
  .refine(isServerUrl, demands['server-url'])
  .meta({
    description: 'The base of its BBB API, with /api at the end as a rule',
    examples: ['https://bbb1.example.com/bigbluebutton/api'],
  });

export const serverSecret = z
  .string()
  .min(1)
  .meta({ description: 'Its shared secret, as `bbb-conf --secret` tells it', examples: ['SECRET'] });

export const loadMultiplier = z
  .number()
  .refine((value) => readMultiplier(String(value)) !== undefined, demands['above-zero'])
  .meta({
    description: 'The factor on its load: above 1 for a weaker server, below for a stronger one',
    examples: [1],
  });

/** A highest number there may be; null: no limit. */
export const limit = (description: string, example: number) =>
  z
    .number()
    .int()
    .min(0)
    .max(999_999)
    .nullable()
    .meta({ description, examples: [example] });

/** How much a server may take. */
export const capacityFields = {
  max_meetings: limit('Meetings from which on it takes no new one; null: no limit', 80),
  max_users: limit('Users from which on it takes no new meeting; null: no limit', 400),
  spare: z
    .boolean()
    .meta({ description: 'Takes meetings only while no other server can', examples: [false] }),
};

const LARGEST_PAGE = 1000;

/** The length of a page. */
export const pageLimit = z
  .number()
  .int()
  .min(1)
  .max(LARGEST_PAGE)
  .default(100)
  .meta({ description: `How many at most, up to ${LARGEST_PAGE}`, examples: [100] });

/** How a list that may be long is asked for in pages. */
export const paging = {
  cursor: z
    .string()
    .optional()
    .meta({ description: 'Where the page begins: `next` of the page before; left out: at the start' }),
  limit: pageLimit,
};

/** A page of a list. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z
      .string()
      .nullable()
      .meta({ description: 'The cursor of the next page; null: this is the last one', examples: [null] }),
  });
}

/** A meeting that was forgotten here though its server did not end it. */
export const notEnded = z
  .object({
    id: z.string().meta({ description: 'The id of the meeting', examples: ['room-42'] }),
    reason: z.string().meta({ description: 'What its server said, or did not', examples: ['no answer'] }),
    why: whyField,
  })
  .meta({ id: 'NotEnded', description: 'A meeting that was forgotten though its server did not end it' });
