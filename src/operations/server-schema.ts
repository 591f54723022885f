import { z } from 'zod';
import { capacityFields } from './fields.ts';

const count = (description: string) =>
  z
    .number()
    .int()
    .min(0)
    .meta({ description, examples: [3] });

/** A server as operations answer it. */
export const serverSchema = z
  .object({
    id: z.string().meta({ description: 'Its id', examples: ['bbb1.example.com'] }),
    url: z.string().meta({
      description: 'The base of its BBB API',
      examples: ['https://bbb1.example.com/bigbluebutton/api'],
    }),
    secret: z.string().optional().meta({ description: 'Its shared secret, when it was asked for' }),
    tag: z
      .string()
      .nullable()
      .meta({ description: 'The tag that meetings can ask for', examples: ['large'] }),
    state: z.enum(['enabled', 'cordoned', 'disabled']).meta({
      description: 'What the operator wants of it: new meetings; no new ones; none',
      examples: ['enabled'],
    }),
    online: z.boolean().meta({ description: 'Whether it answers the poller', examples: [true] }),
    awaited_until: z
      .string()
      .optional()
      .meta({
        description:
          'Of one that went offline and may come back with its meetings: until when they wait for it',
        examples: ['2026-11-22T10:05:00.000Z'],
      }),
    load: z
      .number()
      .nullable()
      .meta({ description: 'How busy it is; null: it has no load and takes no meetings', examples: [21.5] }),
    load_multiplier: z
      .number()
      .meta({ description: 'The factor on its load: above 1 for a weaker server', examples: [1] }),
    ...capacityFields,
    meetings: count('Meetings at the last poll'),
    users: count('Users at the last poll'),
    largest_meeting: count('Users in its largest meeting'),
    videos: count('Webcams shared at the last poll'),
    bbb_version: z
      .string()
      .nullable()
      .meta({ description: 'Its version of BBB; null: not known', examples: ['3.0.4'] }),
  })
  .meta({ id: 'Server', description: 'A BBB server of the pool' });
