import { z } from 'zod';
import { sizePool } from '../cluster/sizing.ts';
import { operation } from './operation.ts';

const count = (description: string, example: number) => z.number().meta({ description, examples: [example] });

const room = {
  in_service: count('Servers that are enabled and online, full ones included', 4),
  available: count('Of these: servers that may take a new meeting now', 3),
  users: count('Users on them and on cordoned ones', 310),
  user_capacity: count('Users that the servers in service carry', 800),
  free_users: count('Users for whom the available servers have room', 490),
  utilisation: count('Users beside what the servers in service carry: 1 is full', 0.39),
  wanted_servers: count('Servers that should be in service, so that they are as full as the target says', 3),
};

const capacity = z
  .object({
    target: count('How full servers should be at most, in percent', 70),
    users_per_server: count('Users of a server without a limit of its own, at load multiplier 1', 200),
    ...room,
    groups: z
      .array(
        z.object({
          tag: z
            .string()
            .nullable()
            .meta({ description: 'The tag of these servers; null: untagged ones', examples: ['large'] }),
          ...room,
          dispensable: z.array(z.string()).meta({
            description: 'In service and more than are wanted: ids, the emptiest first',
            examples: [['bbb4.example.com']],
          }),
        }),
      )
      .meta({ description: 'By tag: each kind of server is sized by itself' }),
  })
  .meta({ id: 'PoolCapacity', description: 'What room the pool has, and how many servers it wants' });

export const showCapacity = operation({
  name: 'capacity.show',
  method: 'GET',
  path: '/capacity',
  scope: 'read',
  summary: 'Show what room is left in the pool, and how many servers it wants, by tag',
  description:
    'For what starts and ends machines by itself: start one while fewer than `wanted_servers` are `in_service`; ' +
    'while there are more, cordon a `dispensable` one and end it once it is empty.',
  input: z.object({
    target: z
      .number()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'How full servers should be at most, in percent; left out: CAPACITY_TARGET' }),
    keep_free: z
      .number()
      .int()
      .min(0)
      .max(10_000_000)
      .default(0)
      .meta({ description: 'Users for whom there should be room at least, in each group', examples: [150] }),
  }),
  output: capacity,
  async run({ store, config }, { target = config.capacityTarget, keep_free: keepFree }) {
    const usersPerServer = config.capacityUsersPerServer;
    const rule = { target: target / 100, usersPerServer, keepFree };
    const { total, groups } = sizePool(await store.servers.list(), rule);
    return {
      target,
      users_per_server: usersPerServer,
      ...roomJson(total),
      groups: groups.map((group) => ({
        tag: group.tag ?? null,
        ...roomJson(group),
        dispensable: [...group.dispensable],
      })),
    };
  },
});

function roomJson(sizing: ReturnType<typeof sizePool>['total']) {
  return {
    in_service: sizing.inService,
    available: sizing.available,
    users: sizing.users,
    user_capacity: sizing.userCapacity,
    free_users: sizing.freeUsers,
    utilisation: Math.round(sizing.utilisation * 1000) / 1000,
    wanted_servers: sizing.wanted,
  };
}
