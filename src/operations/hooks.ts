import { z } from 'zod';
import { type Hook, type HookRegistration, hookKinds } from '../callbacks/hooks/ports.ts';
import { removeHook as remove } from '../callbacks/hooks/remove.ts';
import { shownUrl } from '../callbacks/hooks/shown-url.ts';
import { databaseOf } from './context.ts';
import { known } from './failure.ts';
import { isoTime } from './moment.ts';
import { operation } from './operation.ts';
import { isoTimeOrNull } from './period.ts';
import { whyField, whyOf } from './why.ts';

const id = z
  .string()
  .min(1)
  .meta({ description: 'The number of a hook', examples: ['7'] });

const kind = z.enum(hookKinds).meta({
  description: 'mapped: events as bbb-webhooks makes them; raw: as BBB itself passes them about (getRaw)',
});

const hookSchema = z
  .object({
    id,
    callback_url: z.string().meta({
      description: 'Where it is told, without what the URL asks and whoever it names: those may be secrets',
      examples: ['https://lms.example.com/hook'],
    }),
    tenant_id: z.string().nullable().meta({ description: 'Whose it is; null: of no tenant' }),
    meeting_id: z
      .string()
      .nullable()
      .meta({ description: 'The one meeting it hears of; null: all of its tenant', examples: ['room-42'] }),
    events: z
      .array(z.string())
      .meta({ description: 'The events it hears of; none: all', examples: [['user-joined', 'user-left']] }),
    kind,
    created_at: z
      .string()
      .meta({ description: 'When it was registered', examples: ['2026-11-20T10:05:00.000Z'] }),
    failing_since: z
      .string()
      .nullable()
      .meta({ description: 'Since when nothing could be told to it; null: it can', examples: [null] }),
  })
  .meta({ id: 'Hook', description: 'A front-end’s hook, told what goes on in meetings' });

const registrationSchema = z
  .object({
    server_id: z.string().meta({ description: 'The id of the server', examples: ['bbb1.example.com'] }),
    kind,
    trouble: z
      .string()
      .nullable()
      .meta({ description: 'What keeps it from telling its events; null: nothing', examples: [null] }),
    why: whyField,
  })
  .meta({ id: 'HookServer', description: 'Whether a server tells its events' });

function hookJson(hook: Hook): z.input<typeof hookSchema> {
  const { id, callbackUrl, tenantId, meetingId, events, kind, createdAt, failingSince } = hook;
  return {
    ...{ id, callback_url: shownUrl(callbackUrl), tenant_id: tenantId ?? null },
    ...{ meeting_id: meetingId ?? null, events: [...events], kind },
    ...{ created_at: isoTime(createdAt), failing_since: isoTimeOrNull(failingSince) },
  };
}

function registrationJson({ serverId, kind, trouble }: HookRegistration): z.input<typeof registrationSchema> {
  return { server_id: serverId, kind, trouble: trouble ?? null, why: whyOf(trouble) };
}

export const listHooks = operation({
  name: 'hooks.list',
  method: 'GET',
  path: '/hooks',
  scope: 'read',
  summary: 'List the hooks of front-ends, and whether the servers tell their events',
  description:
    'Front-ends register them with `hooks/create` of the BBB API. Servers are listed once a hook needs them.',
  input: z.object({
    tenant_id: z.string().optional().meta({ description: 'Only those of this tenant' }),
  }),
  output: z.object({ hooks: z.array(hookSchema), servers: z.array(registrationSchema) }),
  async run(context, { tenant_id: tenantId }) {
    const { hooks } = await databaseOf(context);
    const owner = tenantId === undefined ? undefined : { tenantId };
    const [listed, registrations] = await Promise.all([hooks.list(owner), hooks.registrations()]);
    return { hooks: listed.map(hookJson), servers: registrations.map(registrationJson) };
  },
});

export const showHook = operation({
  name: 'hooks.show',
  method: 'GET',
  path: '/hooks/{id}',
  scope: 'read',
  summary: 'Show one hook',
  input: z.object({ id }),
  output: hookSchema,
  async run(context, { id }) {
    const { hooks } = await databaseOf(context);
    return hookJson(known('hook', id, await hooks.find(id)));
  },
});

export const removeHook = operation({
  name: 'hooks.remove',
  method: 'DELETE',
  path: '/hooks/{id}',
  scope: 'operate',
  summary: 'Remove a hook: its front-end is told nothing more',
  description: 'The servers are told by the poller. The front-end may register it anew.',
  input: z.object({ id }),
  output: hookSchema,
  async run(context, { id }) {
    const removed = hookJson(known('hook', id, await remove(await databaseOf(context), id)));
    const { callback_url, tenant_id, meeting_id } = removed;
    await context.trail({
      action: 'hook.remove',
      subject: id,
      before: { callback_url, tenant_id, meeting_id },
    });
    return removed;
  },
});
