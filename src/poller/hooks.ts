import { setTimeout as delay } from 'node:timers/promises';
import { createHookUpkeep, type UpkeepDeps } from '../callbacks/hooks/upkeep.ts';
import { createLeaseKeeper } from '../cluster/lease-keeper.ts';
import { type LeaseStore, StoreUnavailable } from '../cluster/ports.ts';

export interface HooksDeps extends UpkeepDeps {
  readonly leases: LeaseStore;
  /** A random id of this poller's. */
  readonly holder: string;
}

/** Of several pollers one looks after the hooks. */
const LEASE = 'hooks';
const TICK_MS = 1000;

/** Looks after the hooks on the servers until it is stopped; a store that is down is waited for. */
export function startHookUpkeep(deps: HooksDeps): { stop(): Promise<void> } {
  const upkeep = createHookUpkeep(deps);
  const keeper = createLeaseKeeper(deps.leases, deps.holder);
  const stopping = new AbortController();

  async function tick(): Promise<void> {
    try {
      if ((await keeper.hold([LEASE])).has(LEASE)) await upkeep.round();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) deps.log.error({ err: error }, 'hooks: failed');
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await tick();
      await delay(tickMs(deps.intervalMs), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const loop = run();
  return {
    async stop() {
      stopping.abort();
      await loop;
      await upkeep.settled();
      await keeper.close();
    },
  };
}

/** A server that comes back is seen within a second; a short interval needs shorter steps. */
function tickMs(intervalMs: number): number {
  return Math.min(TICK_MS, Math.max(50, intervalMs / 4));
}
