import { z } from 'zod';
import { type Added, addServer as addToPool } from '../cluster/add-server.ts';
import type { ServerChange } from '../cluster/server.ts';
import { known, OperationFailed } from './failure.ts';
import { loadMultiplier, serverId, serverSecret, serverUrl } from './fields.ts';
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
    enable: z
      .boolean()
      .default(false)
      .meta({ description: 'Enable it at once', examples: [true] }),
  }),
  output: serverSchema,
  async run({ store: { servers }, config, newId }, { url, secret, load_multiplier, tag, enable }) {
    const deps = { servers, idIsHostname: config.serverIdIsHostname, newId };
    const request = { url, secret, loadMultiplier: load_multiplier, tag: tag || undefined };
    const id = idOf(await addToPool(deps, request));
    const added = enable ? await servers.setState(id, 'enabled') : await servers.find(id);
    return serverJson(known('server', id, added));
  },
});

function idOf(added: Added): string {
  switch (added.kind) {
    case 'added':
      return added.id;
    case 'taken':
      throw new OperationFailed(409, `Server already exists with id '${added.id}'`);
    default:
      throw new OperationFailed(400, 'A server needs a URL (http:// or https://) and a secret');
  }
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
  }),
  output: serverSchema,
  async run({ store: { servers } }, { id, url, secret, load_multiplier, tag }) {
    const change: ServerChange = {
      ...(url !== undefined && { url }),
      ...(secret !== undefined && { secret }),
      ...(load_multiplier !== undefined && { loadMultiplier: load_multiplier }),
      ...(tag !== undefined && { tag: tag || undefined }),
    };
    return serverJson(known('server', id, await servers.update(id, change)));
  },
});
