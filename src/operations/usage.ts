import { z } from 'zod';
import { DAY_MS } from '../audit/history.ts';
import { dayOf } from '../audit/usage.ts';
import { databaseOf } from './context.ts';
import { failed } from './failure.ts';
import { tenantId } from './fields.ts';
import { momentField, momentOf } from './moment.ts';
import { operation } from './operation.ts';

const MINUTE_MS = 60_000;
/** Days that are told at once: ten years. */
const MOST_DAYS = 3660;

const count = (description: string, example: number) =>
  z
    .number()
    .int()
    .min(0)
    .meta({ description, examples: [example] });

const usageDay = z
  .object({
    day: z.string().meta({ description: 'The day, in UTC', examples: ['2026-11-21'] }),
    tenant_id: z
      .string()
      .nullable()
      .meta({
        description: 'The id of the tenant; null: of none',
        examples: ['1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90'],
      }),
    tenant: z
      .string()
      .nullable()
      .meta({ description: 'Its name; null: of none, or it was removed', examples: ['school'] }),
    meetings: count('Meetings that ran on that day', 31),
    minutes: count('Minutes that they ran, together, as the polls saw them', 1860),
    participants: count('The most users that each of them had at once, together', 412),
  })
  .meta({ id: 'UsageDay', description: 'What there was of one tenant in one day' });

export const reportUsage = operation({
  name: 'usage.report',
  method: 'GET',
  path: '/usage',
  scope: 'read',
  summary: 'Report meetings, minutes and participants, by tenant and day',
  description:
    'From the figures of the poller: what begins and ends between two polls is not seen. A meeting that goes on over midnight counts on both days. Breakout rooms are part of their meeting.',
  input: z.object({
    tenant: tenantId.optional().meta({ description: 'The id of a tenant; left out: all' }),
    since: momentField('From the day of when').default('30d'),
    until: momentField('Up to the day of when, included; left out: today').optional(),
  }),
  output: z.array(usageDay),
  async run(context, { tenant, since, until }) {
    const now = context.now();
    const from = dayOf(momentOf(since, now) ?? now);
    const to = dayOf(until === undefined ? now : (momentOf(until, now) ?? now));
    if (to - from > MOST_DAYS) throw failed('usage-too-long', { days: MOST_DAYS });
    const { usage } = await databaseOf(context);
    const days = await usage.days({ from, to, tenantId: tenant });
    const named = days.some((day) => day.tenantId !== undefined) ? await context.store.tenants.list() : [];
    const names = new Map(named.map(({ id, name }) => [id, name]));
    return days.map(({ day, tenantId: id, meetings, ms, participants }) => ({
      day: new Date(day * DAY_MS).toISOString().slice(0, 10),
      tenant_id: id ?? null,
      tenant: (id === undefined ? undefined : names.get(id)) ?? null,
      meetings,
      minutes: Math.round(ms / MINUTE_MS),
      participants,
    }));
  },
});
