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

/** What room is left, by tag (`none`: untagged servers). There are as many tags as operators gave. */
export function capacityMetrics(servers: readonly Server[], rule: SizingRule): Metric[] {
  const { groups } = sizePool(servers, rule);
  return ROWS.map(
    ({ name, help, of }): Metric => ({
      ...{ name, type: 'gauge', help },
      samples: groups.map((group) => ({ labels: { tag: group.tag ?? 'none' }, value: of(group) })),
    }),
  );
}
