import { z } from 'zod';
import { registerServer as register } from '../cluster/register-server.ts';
import { failed, known } from './failure.ts';
import { capacityFields, loadMultiplier, serverSecret, serverUrl } from './fields.ts';
import { operation } from './operation.ts';
import { tryServer } from './servers-check.ts';
import { capacityIn } from './servers-edit.ts';

export const registerServer = operation({
  name: 'servers.register',
  method: 'POST',
  path: '/server-registration',
  scope: 'register',
  summary: 'Announce a server: it is added and enabled, or found again by its URL',
  description:
    'For machines that come and go by themselves, at each boot. A token of the scope `register` is good for ' +
    'nothing else. A server that is known keeps its id and its state, and changes its secret only to one that it takes.',
  input: z.object({
    url: serverUrl,
    secret: serverSecret,
    load_multiplier: loadMultiplier.optional(),
    tag: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'The tag that meetings can ask for', examples: ['large'] }),
    max_meetings: capacityFields.max_meetings.optional(),
    max_users: capacityFields.max_users.optional(),
    spare: capacityFields.spare.optional(),
  }),
  output: z.object({
    id: z.string().meta({ description: 'Its id', examples: ['bbb7.example.com'] }),
    added: z.boolean().meta({ description: 'Whether it is new in the pool', examples: [true] }),
    state: z
      .enum(['enabled', 'cordoned', 'disabled'])
      .meta({ description: 'What is wanted of it', examples: ['enabled'] }),
  }),
  async run(context, { url, secret, load_multiplier, tag, ...rest }) {
    const { servers } = context.store;
    const capacity = capacityIn(rest);
    const registered = await register(
      {
        servers,
        idIsHostname: context.config.serverIdIsHostname,
        tryOut: async (server, given) => {
          const { ok, reason } = await tryServer(context, { ...server, secret: given, online: true });
          return ok ? undefined : (reason ?? 'it does not answer');
        },
      },
      {
        ...{ url, secret, loadMultiplier: load_multiplier, tag },
        ...(Object.keys(capacity).length > 0 && { capacity }),
      },
    );
    const { id } = registered;
    if (registered.kind === 'refused') throw failed('server-other-secret', { id, reason: registered.reason });
    if (registered.kind === 'taken') throw failed('server-other-url', { id });
    const { state } = known('server', id, await servers.find(id));
    return { id, added: registered.isNew, state };
  },
});
