import { z } from 'zod';
import { evictServer } from '../cluster/evict-server.ts';
import { panicServer as panic } from '../cluster/panic-server.ts';
import { meetingsOf } from '../cluster/server-meetings.ts';
import { countEnding, endingDeps, endingFields, endMeetings, meetingsToEnd } from './ending.ts';
import { known } from './failure.ts';
import { serverId } from './fields.ts';
import { operation } from './operation.ts';
import { serverJson } from './server-json.ts';
import { serverSchema } from './server-schema.ts';

const ended = z.object({ server: serverSchema, ...endingFields });

const ROOMS_REMEMBERED =
  'A room that it does not end now (`not_ended`) is remembered for DEFAULT_MEETING_TTL seconds and ended once the ' +
  'server answers.';

export const enableServer = operation({
  name: 'servers.enable',
  method: 'POST',
  path: '/servers/{id}/enable',
  scope: 'operate',
  summary: 'Let a server take meetings, once it was polled',
  input: z.object({ id: serverId }),
  output: serverSchema,
  async run({ store: { servers } }, { id }) {
    return serverJson(known('server', id, await servers.setState(id, 'enabled')));
  },
});

export const cordonServer = operation({
  name: 'servers.cordon',
  method: 'POST',
  path: '/servers/{id}/cordon',
  scope: 'operate',
  summary: 'Drain a server: no new meetings, those on it go on',
  input: z.object({ id: serverId }),
  output: serverSchema,
  async run({ store: { servers } }, { id }) {
    return serverJson(known('server', id, await servers.setState(id, 'cordoned')));
  },
});

export const disableServer = operation({
  name: 'servers.disable',
  method: 'POST',
  path: '/servers/{id}/disable',
  scope: 'operate',
  summary: 'Take a server out of service',
  description:
    'Ends the meetings that it still has, if that is allowed; else it is refused with 409 while there are any. ' +
    ROOMS_REMEMBERED,
  input: z.object({ id: serverId, end_meetings: endMeetings }),
  output: ended,
  async run(context, { id, end_meetings }) {
    known('server', id, await context.store.servers.find(id));
    const ending = countEnding(context, await meetingsToEnd(context, id, end_meetings));
    const server = known('server', id, await panic(await endingDeps(context), id, ending.options));
    return { server: serverJson(server), ...ending.told() };
  },
});

export const panicServer = operation({
  name: 'servers.panic',
  method: 'POST',
  path: '/servers/{id}/panic',
  scope: 'operate',
  summary: 'End all meetings of a server and disable it, at once',
  description: ROOMS_REMEMBERED,
  input: z.object({
    id: serverId,
    keep_state: z
      .boolean()
      .default(false)
      .meta({ description: 'Do not disable it', examples: [false] }),
    skip_end_calls: z
      .boolean()
      .default(false)
      .meta({ description: 'Forget its meetings without telling it to end them', examples: [false] }),
  }),
  output: ended,
  async run(context, { id, keep_state: keepState, skip_end_calls: skipEndCalls }) {
    const { length } = await meetingsOf(context.store.meetings, id);
    const ending = countEnding(context, length);
    const options = { ...ending.options, keepState, skipEndCalls };
    const server = known('server', id, await panic(await endingDeps(context), id, options));
    return { server: serverJson(server), ...ending.told() };
  },
});

export const removeServer = operation({
  name: 'servers.remove',
  method: 'DELETE',
  path: '/servers/{id}',
  scope: 'admin',
  summary: 'Remove a server from the pool',
  description:
    'Ends the meetings that it still has, if that is allowed; else it is refused with 409 while there are any. ' +
    'Nobody looks at it any more: a room that it does not end now (`not_ended`) has to be ended on the server itself. ' +
    'Disable a server that is away and remove it when it is back, and nothing is left on it.',
  input: z.object({ id: serverId, end_meetings: endMeetings }),
  output: ended,
  async run(context, { id, end_meetings }) {
    const server = known('server', id, await context.store.servers.find(id));
    const ending = countEnding(context, await meetingsToEnd(context, id, end_meetings));
    known('server', id, (await evictServer(await endingDeps(context), id, ending.options)) || undefined);
    return { server: serverJson(server), ...ending.told() };
  },
});
