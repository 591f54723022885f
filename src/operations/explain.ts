import { z } from 'zod';
import { explainPlacement, type Verdict } from '../cluster/explain-placement.ts';
import type { Server } from '../cluster/server.ts';
import { parseTag } from '../cluster/tags.ts';
import type { OperationContext } from './context.ts';
import { isoTime } from './moment.ts';
import { operation } from './operation.ts';

const verdicts = [
  'chosen',
  'disabled',
  'cordoned',
  'offline',
  'unpolled',
  'full',
  'tag',
  'fallback',
  'spare',
  'suspect',
  'load',
  'order',
] as const satisfies readonly Verdict[];

const explained = z
  .object({
    id: z.string().meta({ description: 'Its id', examples: ['bbb1.example.com'] }),
    verdict: z.enum(verdicts).meta({
      description: 'Why the meeting goes there, or does not',
      examples: ['load'],
    }),
    reason: z.string().meta({ description: 'The same in words', examples: ['has more load: 30, not 12'] }),
    load: z
      .number()
      .nullable()
      .meta({ description: 'Its load; null: none', examples: [30] }),
    tag: z
      .string()
      .nullable()
      .meta({ description: 'Its tag', examples: ['large'] }),
    offline_since: z
      .string()
      .nullable()
      .meta({
        description: 'Since when it is offline, if it is and that is known',
        examples: ['2026-11-21T10:05:00.000Z'],
      }),
  })
  .meta({ id: 'ExplainedServer', description: 'A server, and whether the next meeting would go there' });

export const explainServers = operation({
  name: 'servers.explain',
  method: 'GET',
  path: '/placement',
  scope: 'read',
  summary: 'Tell to which server a meeting that is created now goes, and why not to the others',
  input: z.object({
    tag: z
      .string()
      .optional()
      .meta({
        description: 'A meta_server-tag as front-ends give it, like a;b or a!',
        examples: ['large!'],
      }),
  }),
  output: z.object({
    chosen: z
      .string()
      .nullable()
      .meta({
        description: 'The id of the server; null: there is none, and the create fails',
        examples: ['bbb1.example.com'],
      }),
    servers: z.array(explained).meta({ description: 'First those that would be next, in their order' }),
  }),
  async run(context, { tag }) {
    const [servers, suspects] = await Promise.all([
      context.store.servers.list(),
      context.store.servers.suspects(),
    ]);
    const told = explainPlacement(servers, { tag: parseTag(tag), exclude: new Set(), suspects });
    const [first] = told;
    const chosen = first?.verdict === 'chosen' ? first.server : undefined;
    const away = await offlineSince(
      context,
      servers.filter(({ online }) => !online),
    );
    const rows = told.map(({ server, verdict }) => {
      const since = away.get(server.id);
      const reason = REASONS[verdict]({ server, chosen, tag: tag ?? '', since });
      const { id, load = null, tag: label = null } = server;
      return {
        id,
        verdict,
        reason,
        load,
        tag: label,
        offline_since: since === undefined ? null : isoTime(since),
      };
    });
    return { chosen: chosen?.id ?? null, servers: rows };
  },
});

interface Case {
  readonly server: Server;
  readonly chosen: Server | undefined;
  readonly tag: string;
  readonly since: number | undefined;
}

const REASONS: Readonly<Record<Verdict, (about: Case) => string>> = {
  chosen: ({ server }) => `takes the next meeting: its load is ${server.load}`,
  disabled: () => 'is disabled',
  cordoned: () => 'is cordoned: it gets no new meetings',
  offline: ({ since }) => (since === undefined ? 'is offline' : `is offline since ${isoTime(since)}`),
  unpolled: () => 'has no load yet: it has not been polled since it was enabled',
  tag: ({ server, tag }) =>
    server.tag === undefined
      ? `is untagged, and the tag ${tag} is required`
      : `has the tag ${server.tag}, and ${tag.trim() === '' ? 'none' : tag} is asked for`,
  fallback: ({ tag }) => `is untagged: asked only when no server of ${tag} is available`,
  full: ({ server }) => `is full: ${fullness(server)}`,
  spare: () => 'is a spare: asked only when the others are full or away',
  suspect: () => 'has failed a create in the last minute, so that it comes last',
  load: ({ server, chosen }) => `has more load: ${server.load}, not ${chosen?.load}`,
  order: ({ chosen }) => `has the same load as ${chosen?.id}, which sorts first`,
};

/** As much as it has of what it may have. */
function fullness({ meetings, users, capacity }: Server): string {
  const { maxMeetings, maxUsers, placed = 0, joined = 0 } = capacity ?? {};
  const counts = [
    ...(maxMeetings === undefined ? [] : [`${meetings + placed} of ${maxMeetings} meetings`]),
    ...(maxUsers === undefined ? [] : [`${users + joined} of ${maxUsers} users`]),
  ];
  return counts.join(', ');
}

/** Nothing is known without the history, and then nothing is told. */
async function offlineSince(
  { database, log }: OperationContext,
  servers: readonly Server[],
): Promise<ReadonlyMap<string, number>> {
  if (servers.length === 0) return new Map();
  try {
    const known = await (await database())?.history.offlineSince(servers.map(({ id }) => id));
    return known ?? new Map();
  } catch (error) {
    log.warn({ err: error }, 'explain: it is not known since when servers are offline');
    return new Map();
  }
}
