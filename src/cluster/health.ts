import type { PollState, PollUpdate } from './ports.ts';
import type { Server } from './server.ts';

/** What a poll saw of a server. `load` is before the multiplier. */
export type Observation =
  | {
      readonly kind: 'answered';
      readonly load: number;
      readonly figures: Pick<Server, 'meetings' | 'users' | 'largestMeeting' | 'videos'>;
    }
  | { readonly kind: 'failed' };

export interface Thresholds {
  /** Good polls in a row that bring an offline server online. */
  readonly healthy: number;
  /** Failed polls in a row that take an online server offline. */
  readonly unhealthy: number;
}

const NOTHING = { meetings: 0, users: 0, largestMeeting: 0, videos: 0 };

/** What follows for a server from one poll: the whole rule of health, load and draining. */
export function afterPoll(server: PollState, seen: Observation, thresholds: Thresholds): PollUpdate {
  return seen.kind === 'answered' ? afterAnswer(server, seen, thresholds) : afterFailure(server, thresholds);
}

function afterAnswer(
  server: PollState,
  seen: Extract<Observation, { kind: 'answered' }>,
  thresholds: Thresholds,
): PollUpdate {
  const healthy = server.online ? server.healthy : server.healthy + 1;
  const online = server.online || healthy >= thresholds.healthy;
  if (!online) return { online, healthy, unhealthy: 0, figures: seen.figures };
  const counters = server.online ? { healthy: server.healthy, unhealthy: 0 } : { healthy: 0, unhealthy: 0 };
  const update = { online, ...counters, figures: seen.figures };
  if (server.state === 'disabled') return update;
  const load = seen.load * server.loadMultiplier;
  if (server.state === 'cordoned' && load === 0) return { ...update, state: 'disabled', load: undefined };
  return { ...update, load };
}

function afterFailure(server: PollState, thresholds: Thresholds): PollUpdate {
  if (!server.online) return { online: false, healthy: 0, unhealthy: server.unhealthy };
  const unhealthy = server.unhealthy + 1;
  if (unhealthy < thresholds.unhealthy) return { online: true, healthy: 0, unhealthy };
  return { online: false, healthy: 0, unhealthy: 0, load: undefined, figures: NOTHING };
}
