import { z } from 'zod';
import { DAY_MS, type Figure, PERIODS_KEPT_MS, type Period, POOL, summed } from '../audit/history.ts';
import { planView, readAllViews, readView, type ViewPlan, type ViewRequest } from '../audit/history-view.ts';
import { databaseOf, type OperationContext } from './context.ts';
import { failed, known } from './failure.ts';
import { serverId } from './fields.ts';
import { isoTime, momentField, momentOf } from './moment.ts';
import { operation } from './operation.ts';

const OVERVIEW_DAYS = 7;
const MINUTE_MS = 60_000;

const range = {
  since: momentField('From when').default('1d'),
  until: momentField('Until when; left out: now').optional(),
};

const points = (most: number, usual: number) =>
  z
    .number()
    .int()
    .min(2)
    .max(most)
    .default(usual)
    .meta({ description: 'How many points at most; what is more is merged', examples: [usual] });

const figure = (description: string) =>
  z
    .number()
    .nullable()
    .meta({ description, examples: [12.5] });

const point = z
  .object({
    at: z.string().meta({ description: 'Where it begins', examples: ['2026-11-20T10:05:00.000Z'] }),
    samples: z.number().meta({ description: 'How many polls it is made of', examples: [5] }),
    online: z.number().meta({
      description: 'Share of the polls that found the server online, 0 to 1; of the pool: servers online',
      examples: [1],
    }),
    load: figure('Load, on average; null: it had none'),
    load_max: figure('Highest load'),
    meetings: figure('Meetings, on average'),
    meetings_max: figure('Most meetings'),
    users: figure('Users, on average'),
    users_max: figure('Most users'),
    videos: figure('Webcams, on average'),
    videos_max: figure('Most webcams'),
    response_ms: figure('Milliseconds until getMeetings was answered, on average; null: it never was'),
    response_ms_max: figure('The longest such time'),
  })
  .meta({ id: 'HistoryPoint', description: 'How a server, or the pool, was in a span of time' });

const span = {
  since: z.string().meta({ description: 'From when', examples: ['2026-11-20T10:05:00.000Z'] }),
  until: z.string().meta({ description: 'Until when', examples: ['2026-11-21T10:05:00.000Z'] }),
  step_seconds: z
    .number()
    .meta({ description: 'How far apart points that were merged are', examples: [300] }),
};

export const showHistory = operation({
  name: 'history.show',
  method: 'GET',
  path: '/history',
  scope: 'read',
  summary: 'Show how a server, or the whole pool, was over time',
  description:
    'Every poll is kept for a day, and averages and highest values of five minutes for 30 days. Times in which nothing was polled have no points. A server that was removed can still be asked for.',
  input: z.object({
    server: serverId.optional().meta({ description: 'The id of a server; left out: the whole pool' }),
    ...range,
    resolution: z
      .enum(['auto', 'poll', 'period'])
      .default('auto')
      .meta({
        description: 'Each poll, periods of five minutes, or what suits the range',
        examples: ['auto'],
      }),
    points: points(2000, 300),
  }),
  output: z.object({
    server: z
      .string()
      .nullable()
      .meta({ description: 'Null: the whole pool', examples: ['bbb1.example.com'] }),
    ...span,
    points: z.array(point),
  }),
  async run(context, { server, since, until, resolution, points }) {
    const { history } = await databaseOf(context);
    const plan = planView(requestOf(context, { since, until, resolution, points }));
    const periods = await readView(history, plan, { serverId: server ?? POOL, points });
    if (server !== undefined && periods.length === 0)
      known('server', server, await context.store.servers.find(server));
    return { server: server ?? null, ...spanOf(plan), points: periods.map(pointOf) };
  },
});

const summary = z
  .object({
    id: z
      .string()
      .nullable()
      .meta({ description: 'Null: the whole pool', examples: ['bbb1.example.com'] }),
    online: figure('Share of the polls that found it online, 0 to 1; of the pool: servers online'),
    load: z.array(z.number().nullable()).meta({ description: 'Load on average, a number for each step' }),
    users: z.array(z.number().nullable()).meta({ description: 'Users on average, a number for each step' }),
    load_max: figure('Highest load'),
    meetings_max: figure('Most meetings'),
    users_max: figure('Most users'),
    response_ms: figure('Milliseconds until getMeetings was answered, on average'),
  })
  .meta({
    id: 'HistorySummary',
    description: 'How a server, or the pool, was, in numbers to draw a small line',
  });

export const historyOverview = operation({
  name: 'history.overview',
  method: 'GET',
  path: '/history/overview',
  scope: 'read',
  summary: 'Show how the pool and each of its servers were over time, in short',
  description: `Of ${OVERVIEW_DAYS} days at most.`,
  input: z.object({ ...range, points: points(200, 48) }),
  output: z.object({ ...span, pool: summary, servers: z.array(summary) }),
  async run(context, { since, until, points }) {
    const { history } = await databaseOf(context);
    const request = requestOf(context, { since, until, points, resolution: 'auto' });
    if (request.to - request.from > OVERVIEW_DAYS * DAY_MS)
      throw failed('overview-too-long', { days: OVERVIEW_DAYS });
    const plan = wideEnough(planView(request));
    const views = await readAllViews(history, plan);
    const row = (id: string) => summaryOf(id, views.get(id) ?? [], plan);
    const servers = await context.store.servers.list();
    return { ...spanOf(plan), pool: row(POOL), servers: servers.map(({ id }) => row(id)) };
  },
});

/** Throws OperationFailed. */
function requestOf(
  { now }: Pick<OperationContext, 'now'>,
  given: { since: string; until: string | undefined } & Pick<ViewRequest, 'resolution' | 'points'>,
): ViewRequest {
  const { since, until, ...wanted } = given;
  const time = now();
  const to = Math.min((until === undefined ? undefined : momentOf(until, time)) ?? time, time);
  const from = Math.max(momentOf(since, time) ?? time, time - PERIODS_KEPT_MS);
  if (from >= to) throw failed('no-span', {});
  return { from, to, now: time, ...wanted };
}

function spanOf({ from, to, widthMs }: ViewPlan) {
  return { since: isoTime(from), until: isoTime(to), step_seconds: widthMs / 1000 };
}

function pointOf({
  at,
  samples,
  online,
  load,
  meetings,
  users,
  videos,
  responseMs,
}: Period): z.input<typeof point> {
  return {
    ...{ at: isoTime(at), samples, online: rounded(online) ?? 0 },
    ...{ load: average(load), load_max: highest(load) },
    ...{ meetings: average(meetings), meetings_max: highest(meetings) },
    ...{ users: average(users), users_max: highest(users) },
    ...{ videos: average(videos), videos_max: highest(videos) },
    ...{ response_ms: average(responseMs), response_ms_max: highest(responseMs) },
  };
}

function summaryOf(
  id: string,
  periods: readonly Period[],
  { from, to, widthMs }: ViewPlan,
): z.input<typeof summary> {
  const first = Math.floor(from / widthMs);
  const steps = Math.floor((to - 1) / widthMs) - first + 1;
  const placed = new Map(periods.map((period) => [Math.floor(period.at / widthMs) - first, period]));
  const line = (of: (period: Period) => Figure | undefined) =>
    Array.from({ length: steps }, (_, step) => placed.get(step)).map((period) =>
      average(period && of(period)),
    );
  const whole = summed(periods);
  return {
    id: id === POOL ? null : id,
    online: rounded(whole?.online),
    load: line(({ load }) => load),
    users: line(({ users }) => users),
    load_max: highest(whole?.load),
    meetings_max: highest(whole?.meetings),
    users_max: highest(whole?.users),
    response_ms: average(whole?.responseMs),
  };
}

/** A server is polled every minute as a rule: steps that are shorter would have gaps between them. */
function wideEnough(plan: ViewPlan): ViewPlan {
  return { ...plan, widthMs: Math.max(plan.widthMs, MINUTE_MS) };
}

function average(figure: Figure | undefined): number | null {
  return rounded(figure?.average);
}

function highest(figure: Figure | undefined): number | null {
  return rounded(figure?.max);
}

function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * 100) / 100;
}
