import { z } from 'zod';
import type { AuditAction } from '../audit/entry.ts';
import { databaseOf } from './context.ts';
import { isoTime, momentField, momentOf } from './moment.ts';
import { operation } from './operation.ts';
import type { DatabaseStore } from './ports.ts';

const kinds = ['offline', 'online', 'enabled', 'cordoned', 'disabled', 'added', 'removed'] as const;
type Kind = (typeof kinds)[number];

const change = z
  .object({
    at: z.string().meta({ description: 'When', examples: ['2026-11-21T10:05:00.000Z'] }),
    server: z.string().meta({ description: 'The id of the server', examples: ['bbb1.example.com'] }),
    kind: z.enum(kinds).meta({ description: 'What it is since then', examples: ['offline'] }),
  })
  .meta({
    id: 'ServerChange',
    description: 'That a server went offline or online, or that its state changed',
  });

type Change = z.input<typeof change>;

export const historyChanges = operation({
  name: 'history.changes',
  method: 'GET',
  path: '/history/changes',
  scope: 'read',
  summary: 'Tell which servers went offline or online, were enabled, cordoned, disabled, added or removed',
  description: 'The latest first, without who did it: that stands in the audit log.',
  input: z.object({
    since: momentField('Since when').default('1h'),
    limit: z
      .number()
      .int()
      .min(1)
      .max(500)
      .default(100)
      .meta({ description: 'How many at most', examples: [100] }),
  }),
  output: z.array(change),
  async run(context, { since, limit }) {
    const database = await databaseOf(context);
    const now = context.now();
    const from = momentOf(since, now) ?? now;
    const [health, states] = await Promise.all([
      healthChanges(database, from, limit),
      stateChanges(database, from, limit),
    ]);
    return [...health, ...states].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, limit);
  },
});

async function healthChanges({ history }: DatabaseStore, from: number, limit: number): Promise<Change[]> {
  const changes = await history.changes(from, limit);
  return changes.map(({ serverId, at, online }) => ({
    at: isoTime(at),
    server: serverId,
    kind: online ? 'online' : 'offline',
  }));
}

/** In the order in which they are told when they happened at once. */
const kindOf: Readonly<Partial<Record<AuditAction, Kind>>> = {
  'server.remove': 'removed',
  'server.disable': 'disabled',
  'server.cordon': 'cordoned',
  'server.enable': 'enabled',
  'server.add': 'added',
};

/** What operators did, one page of the log for each action: others are many more. */
async function stateChanges({ audit }: DatabaseStore, since: number, limit: number): Promise<Change[]> {
  const pages = await Promise.all(
    Object.entries(kindOf).map(async ([action, kind]) => {
      const { entries } = await audit.list({ since, action }, { limit });
      return entries.map(({ at, subject }): Change => ({ at: isoTime(at), server: subject, kind }));
    }),
  );
  return pages.flat();
}
