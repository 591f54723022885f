import { z } from 'zod';
import { keepsUse } from '../cluster/limits.ts';
import { NO_USE, POOL } from '../cluster/use.ts';
import { nothing } from './fields.ts';
import { operation } from './operation.ts';
import { useJson, useSchema } from './tenant-limits.ts';

const limit = (description: string, example: number) =>
  z
    .number()
    .nullable()
    .meta({ description: `${description}; null: no limit`, examples: [example] });

const poolLimits = z
  .object({
    max_meetings: limit('Meetings that the pool may have at once (MAX_MEETINGS)', 400),
    max_users: limit('Users that the pool may have at once (MAX_USERS)', 10_000),
    max_duration: limit('Minutes that a meeting lasts at most (MAX_MEETING_DURATION)', 720),
    use: useSchema.nullable().meta({
      description:
        'What is used now, and the highest so far; null: without limits and tenants it is not kept',
    }),
  })
  .meta({ id: 'PoolLimits', description: 'What the pool may have at most, and what it has' });

export const showLimits = operation({
  name: 'limits.show',
  method: 'GET',
  path: '/limits',
  scope: 'read',
  summary: 'Show the limits of the pool, what of them is used, and the most that ever was',
  input: nothing,
  output: poolLimits,
  async run({ config, store }) {
    const use = keepsUse(config) ? ((await store.use.read()).of.get(POOL) ?? NO_USE) : undefined;
    return {
      max_meetings: config.maxMeetings || null,
      max_users: config.maxUsers || null,
      max_duration: config.maxMeetingDuration || null,
      use: use ? useJson(use) : null,
    };
  },
});
