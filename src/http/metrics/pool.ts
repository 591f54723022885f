import { poolTotals } from '../../cluster/pool-totals.ts';
import type { Server } from '../../cluster/server.ts';
import type { Metric } from './text.ts';

/** How the pool and each of its servers are. `responses`: how long servers took to answer the last poll, in ms. */
export function poolMetrics(servers: readonly Server[], responses: ReadonlyMap<string, number>): Metric[] {
  const { enabled, cordoned, disabled, ...totals } = poolTotals(servers);
  const states = Object.entries({ enabled, cordoned, disabled });
  return [
    {
      name: 'scalelite_servers',
      type: 'gauge',
      help: 'Servers in the pool, by what the operator wants of them',
      samples: states.map(([state, value]) => ({ labels: { state }, value })),
    },
    ...TOTALS.map(
      ({ name, help, of }): Metric => ({ name, type: 'gauge', help, samples: [{ value: of(totals) }] }),
    ),
    ...SERVERS.map(
      ({ name, help, of }): Metric => ({
        ...{ name, type: 'gauge', help },
        samples: servers.flatMap((server) => {
          const value = of(server);
          return value === undefined ? [] : [{ labels: { server: server.id }, value }];
        }),
      }),
    ),
    {
      name: 'scalelite_server_poll_seconds',
      type: 'gauge',
      help: 'How long the server took to answer the last poll',
      samples: servers.flatMap(({ id }) => {
        const ms = responses.get(id);
        return ms === undefined ? [] : [{ labels: { server: id }, value: ms / 1000 }];
      }),
    },
  ];
}

type Totals = Omit<ReturnType<typeof poolTotals>, 'enabled' | 'cordoned' | 'disabled'>;

interface TotalRow {
  readonly name: string;
  readonly help: string;
  readonly of: (totals: Totals) => number;
}

const TOTALS: readonly TotalRow[] = [
  { name: 'scalelite_servers_online', help: 'Servers that answer the poller', of: ({ online }) => online },
  {
    name: 'scalelite_servers_available',
    help: 'Servers that may take a new meeting; 0: every create fails',
    of: ({ available }) => available,
  },
  { name: 'scalelite_meetings', help: 'Meetings at the last polls', of: ({ meetings }) => meetings },
  { name: 'scalelite_users', help: 'Users at the last polls', of: ({ users }) => users },
  { name: 'scalelite_videos', help: 'Webcams at the last polls', of: ({ videos }) => videos },
  { name: 'scalelite_load', help: 'The load of all servers together', of: ({ load }) => load },
];

interface ServerRow {
  readonly name: string;
  readonly help: string;
  /** Undefined: it has none. */
  readonly of: (server: Server) => number | undefined;
}

const SERVERS: readonly ServerRow[] = [
  {
    name: 'scalelite_server_online',
    help: 'Whether it answers the poller',
    of: ({ online }) => Number(online),
  },
  {
    name: 'scalelite_server_enabled',
    help: 'Whether the operator wants new meetings on it',
    of: ({ state }) => Number(state === 'enabled'),
  },
  { name: 'scalelite_server_load', help: 'Its load; none: it takes no meetings', of: ({ load }) => load },
  { name: 'scalelite_server_meetings', help: 'Its meetings', of: ({ meetings }) => meetings },
  { name: 'scalelite_server_users', help: 'Its users', of: ({ users }) => users },
  { name: 'scalelite_server_videos', help: 'Its webcams', of: ({ videos }) => videos },
];
