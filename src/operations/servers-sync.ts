import { z } from 'zod';
import { applySync } from '../cluster/apply-sync.ts';
import { type DesiredServer, InvalidServerList, readDesiredServers } from '../cluster/desired-servers.ts';
import type { Server, ServerChange } from '../cluster/server.ts';
import { meetingsByServer } from '../cluster/server-meetings.ts';
import { planSync, type SyncStep, syncModes } from '../cluster/sync-servers.ts';
import { endingDeps, leftOver } from './ending.ts';
import { failed } from './failure.ts';
import { notEnded } from './fields.ts';
import { operation } from './operation.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const step = z
  .object({
    id: z.string().meta({ description: 'The id of the server', examples: ['bbb1.example.com'] }),
    action: z
      .enum(['create', 'update', 'enable', 'cordon', 'remove', 'keep', 'drain', 'evict'])
      .meta({ description: 'What is done to it', examples: ['update'] }),
    change: z
      .record(z.string(), scalar)
      .nullable()
      .meta({
        description: 'What is changed, secrets masked; null: nothing',
        examples: [{ load_multiplier: 2 }],
      }),
    meetings: z
      .array(z.string())
      .nullable()
      .meta({ description: 'The meetings that are ended; null: none', examples: [null] }),
  })
  .meta({ id: 'SyncStep', description: 'One thing that is done to make the pool what the list says' });

export const syncServers = operation({
  name: 'servers.sync',
  method: 'PUT',
  path: '/servers',
  scope: 'admin',
  summary: 'Make the pool what a list says: add, change and remove servers',
  description:
    'The list is what `servers.export` gives. Of a server only `secret` must be given; `url` is that of its id as host name, `load_multiplier` 1, `tag` none and `enabled` true when they are left out. All is checked before anything changes.',
  input: z.object({
    servers: z.record(z.string(), z.record(z.string(), scalar).nullable()).meta({
      description: 'The servers by their ids: url, secret, load_multiplier, tag, enabled',
      examples: [{ 'bbb1.example.com': { secret: 'SECRET', load_multiplier: 1.5 } }],
    }),
    mode: z
      .enum(syncModes)
      .default('cordon')
      .meta({
        description:
          'Servers that the list does not name: keep them, cordon (drained, removed once empty) or force (removed at once, their meetings ended)',
        examples: ['cordon'],
      }),
    dry_run: z
      .boolean()
      .default(false)
      .meta({ description: 'Only tell what would be done', examples: [true] }),
  }),
  output: z.object({ steps: z.array(step), not_ended: z.array(notEnded) }),
  async run(context, { servers: list, mode, dry_run }) {
    const desired = desiredServers(list);
    const { store, progress } = context;
    const servers = await store.servers.list();
    const plan = planSync({ servers, desired, meetings: await meetingsByServer(store.meetings), mode });
    if (dry_run) return { steps: plan.map(stepJson), not_ended: [] };
    const done: SyncStep[] = [];
    const failed: z.input<typeof notEnded>[] = [];
    const tell = (one: SyncStep): void => {
      done.push(one);
      progress?.(done.length, plan.length);
    };
    await applySync(await endingDeps(context), plan, tell, {
      notEnded: ({ id }, reason) => {
        failed.push(leftOver(id, reason));
      },
    });
    return { steps: done.map(stepJson), not_ended: failed };
  },
});

/** Throws OperationFailed. */
function desiredServers(list: Readonly<Record<string, Fields | null>>): DesiredServer[] {
  const maps = Object.entries(list).map(([id, fields]) => [id, fields && mapOf(fields)] as const);
  try {
    return readDesiredServers(new Map([['servers', new Map(maps)]]));
  } catch (error) {
    if (error instanceof InvalidServerList) throw failed('server-list', { reason: error.message });
    throw error;
  }
}

type Fields = Readonly<Record<string, z.infer<typeof scalar>>>;

/** As a file of YAML is read: scalars are text. */
function mapOf(fields: Fields): Map<string, string | null> {
  return new Map(
    Object.entries(fields).map(([name, value]) => [name, value === null ? null : String(value)]),
  );
}

function stepJson(one: SyncStep): z.input<typeof step> {
  const change = one.kind === 'update' ? changeJson(one.change) : null;
  return { id: one.id, action: one.kind, change, meetings: one.kind === 'evict' ? [...one.meetings] : null };
}

function changeJson(change: ServerChange): Record<string, string | number | null> {
  return {
    ...(change.url !== undefined && { url: change.url }),
    ...(change.secret !== undefined && { secret: '*****' }),
    ...(change.loadMultiplier !== undefined && { load_multiplier: change.loadMultiplier }),
    ...('tag' in change && { tag: change.tag ?? null }),
  };
}

const exported = z.object({
  url: z.string(),
  secret: z.string(),
  load_multiplier: z.number(),
  tag: z.string(),
  enabled: z.boolean(),
});

export const exportServers = operation({
  name: 'servers.export',
  method: 'GET',
  path: '/export/servers',
  scope: 'admin',
  summary: 'Give the pool, with its secrets, as the list that servers.sync takes',
  input: z.object({}),
  output: z.object({ servers: z.record(z.string(), exported) }),
  async run({ store }) {
    const servers = await store.servers.list();
    return { servers: Object.fromEntries(servers.map((server) => [server.id, exportJson(server)])) };
  },
});

function exportJson({ url, secret, loadMultiplier, tag, state }: Server): z.input<typeof exported> {
  return { url, secret, load_multiplier: loadMultiplier, tag: tag ?? '', enabled: state === 'enabled' };
}
