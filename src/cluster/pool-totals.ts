import { isAvailable, type Server } from './server.ts';

/** The pool in a few numbers. */
export interface PoolTotals {
  readonly servers: number;
  readonly enabled: number;
  readonly cordoned: number;
  readonly disabled: number;
  /** May take new meetings. */
  readonly available: number;
  readonly online: number;
  readonly meetings: number;
  readonly users: number;
  readonly videos: number;
  /** Of all servers that have one. */
  readonly load: number;
}

export function poolTotals(servers: readonly Server[]): PoolTotals {
  const sum = (figure: (server: Server) => number) => servers.reduce((all, one) => all + figure(one), 0);
  const inState = (wanted: Server['state']) => sum(({ state }) => Number(state === wanted));
  return {
    servers: servers.length,
    enabled: inState('enabled'),
    cordoned: inState('cordoned'),
    disabled: inState('disabled'),
    available: sum((server) => Number(isAvailable(server))),
    online: sum((server) => Number(server.online)),
    meetings: sum((server) => server.meetings),
    users: sum((server) => server.users),
    videos: sum((server) => server.videos),
    load: Math.round(sum((server) => server.load ?? 0) * 100) / 100,
  };
}
