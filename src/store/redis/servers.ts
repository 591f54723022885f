import type { CapacityChange } from '../../cluster/capacity.ts';
import type { ServerStore } from '../../cluster/ports.ts';
import type { NewServer, Server, ServerChange } from '../../cluster/server.ts';
import type { RedisClient } from './client.ts';
import { decimal } from './decimal.ts';
import { FIELDS, isKeyOfItsOwn } from './keys.ts';
import { recordPolls } from './polls.ts';
import { type ServerReply, toServer } from './server-reply.ts';

type Found = ServerReply | null;

export function serverStore(client: RedisClient): ServerStore {
  return {
    async list() {
      const found = await client.run<ServerReply[]>('list-servers', {});
      return inByteOrder(found.map(toServer));
    },
    find: async (id) => optional(await client.run<Found>('find-server', { id })),
    add: async (server) =>
      isKeyOfItsOwn(server.id) &&
      client.run<boolean>('add-server', {
        id: server.id,
        fields: newFields(server),
        capacity: capacityFields(server.capacity),
        enabled: server.enabled ?? false,
      }),
    update: async (id, change) =>
      optional(
        await client.run<Found>('update-server', {
          id,
          fields: changedFields(change),
          untag: 'tag' in change && !change.tag,
          ...(change.capacity && { capacity: capacityFields(change.capacity) }),
        }),
      ),
    setState: async (id, state) => optional(await client.run<Found>('set-server-state', { id, state })),
    remove: (id) => client.run<boolean>('remove-server', { id }),
    recordPoll: recordPolls(client),
    async recordVersion(id, bbbVersion) {
      await client.run('record-version', { id, bbbVersion });
    },
    async suspect(id, seconds) {
      await client.run('suspect-server', { id, forMs: Math.ceil(seconds * 1000) });
    },
    suspects: async () => new Set(await client.run<string[]>('list-suspects', {})),
  };
}

/** By the ids' bytes: JavaScript would compare UTF-16 units. */
function inByteOrder(servers: readonly Server[]): Server[] {
  const keyed = servers.map((server) => ({ server, key: Buffer.from(server.id).toString('latin1') }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ server }) => server);
}

type FieldPairs = readonly string[];

function newFields(server: NewServer): FieldPairs {
  const state = server.enabled ? [FIELDS.state, 'enabled'] : [];
  return [FIELDS.online, 'false', ...state, ...changedFields(server)];
}

/** Field names and values in turn; a tag that is none is left out. */
function changedFields({ url, secret, loadMultiplier, tag }: ServerChange): FieldPairs {
  return [
    ...(url === undefined ? [] : [FIELDS.url, url]),
    ...(secret === undefined ? [] : [FIELDS.secret, secret]),
    ...(loadMultiplier === undefined ? [] : [FIELDS.loadMultiplier, decimal(loadMultiplier)]),
    ...(tag ? [FIELDS.tag, tag] : []),
  ];
}

/** What is null goes. */
function capacityFields(change: CapacityChange = {}): Readonly<Record<string, string | null>> {
  const { maxMeetings, maxUsers, spare } = change;
  return {
    ...('maxMeetings' in change && { [FIELDS.maxMeetings]: maxMeetings?.toString() ?? null }),
    ...('maxUsers' in change && { [FIELDS.maxUsers]: maxUsers?.toString() ?? null }),
    ...(spare !== undefined && { [FIELDS.spare]: spare ? 'true' : null }),
  };
}

function optional(found: Found) {
  return found ? toServer(found) : undefined;
}
