import { z } from 'zod';
import { type Added, addServer as addToPool } from '../cluster/add-server.ts';
import type { CapacityChange } from '../cluster/capacity.ts';
import type { ServerChange } from '../cluster/server.ts';
import { failed, known } from './failure.ts';
import { capacityFields, loadMultiplier, serverId, serverSecret, serverUrl } from './fields.ts';
import { operation } from './operation.ts';
import { serverJson } from './server-json.ts';
import { serverSchema } from './server-schema.ts';

const tag = z
  .string()
  .nullable()
  .meta({ description: 'The tag that meetings can ask for; null or empty: none', examples: ['large'] });

export const addServer = operation({
  name: 'servers.add',
  method: 'POST',
  path: '/servers',
  scope: 'admin',
  summary: 'Add a server',
  description: 'It is disabled unless it is to be enabled, and takes meetings once it was polled.',
  status: 201,
  input: z.object({
    url: serverUrl,
    secret: serverSecret,
    load_multiplier: loadMultiplier.default(1),
    tag: tag.default(null),
    max_meetings: capacityFields.max_meetings.optional(),
    max_users: capacityFields.max_users.optional(),
    spare: capacityFields.spare.optional(),
    enable: z
      .boolean()
      .default(false)
      .meta({ description: 'Enable it at once', examples: [true] }),
  }),
  output: serverSchema,
  async run({ store: { servers }, config, newId }, { url, secret, load_multiplier, tag, enable, ...rest }) {
    const deps = { servers, idIsHostname: config.serverIdIsHostname, newId };
    const common = { url, secret, loadMultiplier: load_multiplier, tag: tag || undefined };
    const request = { ...common, capacity: capacityIn(rest), enabled: enable };
    const id = idOf(await addToPool(deps, request));
    return serverJson(known('server', id, await servers.find(id)));
  },
});

function idOf(added: Added): string {
  switch (added.kind) {
    case 'added':
      return added.id;
    case 'taken':
      throw failed('server-taken', { id: added.id });
    default:
      throw failed('server-unfit', {});
  }
}

interface CapacityGiven {
  readonly max_meetings?: number | null | undefined;
  readonly max_users?: number | null | undefined;
  readonly spare?: boolean | undefined;
}

/** What is given of a capacity, as the rules take it. */
export function capacityIn({ max_meetings, max_users, spare }: CapacityGiven): CapacityChange {
  return {
    ...(max_meetings !== undefined && { maxMeetings: max_meetings ?? undefined }),
    ...(max_users !== undefined && { maxUsers: max_users ?? undefined }),
    ...(spare !== undefined && { spare }),
  };
}

export const updateServer = operation({
  name: 'servers.update',
  method: 'PATCH',
  path: '/servers/{id}',
  scope: 'admin',
  summary: 'Change what is given of a server, and leave the rest',
  input: z.object({
    id: serverId,
    url: serverUrl.optional(),
    secret: serverSecret.optional(),
    load_multiplier: loadMultiplier.optional(),
    tag: tag.optional(),
    max_meetings: capacityFields.max_meetings.optional(),
    max_users: capacityFields.max_users.optional(),
    spare: capacityFields.spare.optional(),
  }),
  output: serverSchema,
  async run({ store: { servers } }, { id, url, secret, load_multiplier, tag, ...rest }) {
    const change: ServerChange = {
      ...(url !== undefined && { url }),
      ...(secret !== undefined && { secret }),
      ...(load_multiplier !== undefined && { loadMultiplier: load_multiplier }),
      ...(tag !== undefined && { tag: tag || undefined }),
      capacity: capacityIn(rest),
    };
    return serverJson(known('server', id, await servers.update(id, change)));
  },
});
