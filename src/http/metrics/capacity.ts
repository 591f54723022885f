import type { Server } from '../../cluster/server.ts';
import { type Sizing, type SizingRule, sizePool } from '../../cluster/sizing.ts';
import type { Metric } from './text.ts';

interface Row {
  readonly name: string;
  readonly help: string;
  readonly of: (sizing: Sizing) => number;
}

const ROWS: readonly Row[] = [
  {
    name: 'scalelite_capacity_servers_in_service',
    help: 'Servers that are enabled and online',
    of: ({ inService }) => inService,
  },
  {
    name: 'scalelite_capacity_servers_wanted',
    help: 'Servers that should be in service, by CAPACITY_TARGET',
    of: ({ wanted }) => wanted,
  },
  {
    name: 'scalelite_capacity_users',
    help: 'Users that the servers in service carry',
    of: ({ userCapacity }) => userCapacity,
  },
  {
    name: 'scalelite_capacity_users_free',
    help: 'Users for whom the available servers have room',
    of: ({ freeUsers }) => freeUsers,
  },
];

/** What untagged servers are called, in a `meta_server-tag` too: one that is tagged so can not be asked for. */
const UNTAGGED = 'none';

/** What room is left, by tag. There are as many tags as operators gave. */
export function capacityMetrics(servers: readonly Server[], rule: SizingRule): Metric[] {
  const groups = sizePool(servers, rule).groups.filter(({ tag }) => tag !== UNTAGGED);
  return ROWS.map(
    ({ name, help, of }): Metric => ({
      ...{ name, type: 'gauge', help },
      samples: groups.map((group) => ({ labels: { tag: group.tag ?? UNTAGGED }, value: of(group) })),
    }),
  );
}
