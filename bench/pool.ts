import type { ClusterStore } from '../src/cluster/ports.ts';
import { loadConfig } from '../src/config.ts';
import { openClusterStore } from '../src/store/index.ts';
import type { FleetServer } from './fleet.ts';
import type { Store } from './stores.ts';

/** Opens a store from outside the balancer, brings its tables up to date and runs `work` on it. */
export async function withPool<T>({ env }: Store, work: (pool: ClusterStore) => Promise<T>): Promise<T> {
  const pool = await openClusterStore(loadConfig(env));
  try {
    await pool.migrate();
    return await work(pool);
  } finally {
    await pool.close();
  }
}

/** Adds servers as an operator and the poller would: enabled, online, with load 0. */
export async function addServers({ servers }: ClusterStore, all: readonly FleetServer[]): Promise<void> {
  for (const { id, url, secret } of all) {
    await servers.add({ id, url, secret, loadMultiplier: 1, tag: undefined });
    const now = await servers.setState(id, 'enabled');
    if (now === undefined) throw new Error(`${id} was not added`);
    await servers.recordPoll(id, now, { online: true, healthy: 0, unhealthy: 0, load: 0 });
  }
}

/** Records meetings, spread over the servers, without asking these. */
export async function addMeetings(
  { meetings }: ClusterStore,
  ids: readonly string[],
  tenantId?: string,
): Promise<void> {
  for (const [index, id] of ids.entries()) {
    const placed = await meetings.place({
      meetingId: id,
      tenantId,
      moderatorPw: 'mp',
      tag: { tags: [undefined], required: true, text: '' },
      voiceBridges: [String(200_000_000 + index)],
      ttl: 86_400,
      inFlightFor: 0,
      exclude: [],
    });
    if (placed.kind !== 'placed') throw new Error(`${id} was not placed: ${placed.kind}`);
    await meetings.settle(placed.meeting, 'settled', 86_400);
  }
}
