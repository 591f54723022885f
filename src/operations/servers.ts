import { z } from 'zod';
import { needScope } from './context.ts';
import { known } from './failure.ts';
import { serverId, showSecrets } from './fields.ts';
import { operation } from './operation.ts';
import { serverJson } from './server-json.ts';
import { serverSchema } from './server-schema.ts';

export const listServers = operation({
  name: 'servers.list',
  method: 'GET',
  path: '/servers',
  scope: 'read',
  summary: 'List all servers, in the order of their ids',
  input: z.object({ show_secrets: showSecrets }),
  output: z.array(serverSchema),
  async run(context, { show_secrets: showSecret }) {
    if (showSecret) needScope(context, 'admin', 'To see secrets');
    return (await context.store.servers.list()).map((server) => serverJson(server, { showSecret }));
  },
});

export const showServer = operation({
  name: 'servers.show',
  method: 'GET',
  path: '/servers/{id}',
  scope: 'read',
  summary: 'Show one server',
  input: z.object({ id: serverId, show_secrets: showSecrets }),
  output: serverSchema,
  async run(context, { id, show_secrets: showSecret }) {
    if (showSecret) needScope(context, 'admin', 'To see secrets');
    return serverJson(known('server', id, await context.store.servers.find(id)), { showSecret });
  },
});
