import type { Server } from '../../cluster/server.ts';
import type { Metric } from './text.ts';

const STATES: readonly Server['state'][] = ['enabled', 'cordoned', 'disabled'];

/** What the operator wants of each server: a series for each state, of which one is 1. */
export function serverStates(servers: readonly Server[]): Metric {
  return {
    name: 'scalelite_server_state',
    type: 'gauge',
    help: 'What the operator wants of it: 1 for the state that it has',
    samples: servers.flatMap(({ id: server, state: has }) =>
      STATES.map((state) => ({ labels: { server, state }, value: Number(state === has) })),
    ),
  };
}
