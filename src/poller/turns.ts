import type { LeaseStore } from '../cluster/ports.ts';
import type { Server } from '../cluster/server.ts';
import { turnLease } from './lease-names.ts';
import { createSchedule } from './schedule.ts';

/**
 * Whose turn it is to poll which server, of several pollers: one keeps the servers it has, renewing their
 * leases at each poll, and takes over those whose poller is gone.
 */
export interface Turns {
  /** Those of the servers that are to be polled now and by us. Rejects with StoreUnavailable. */
  take(servers: readonly Server[]): Promise<Server[]>;
  /** It could not be polled after all. */
  again(serverId: string): void;
  /** Leaves all to the other pollers; a store that is down lets the leases expire. */
  release(): Promise<void>;
}

export interface TurnsOptions {
  readonly leases: LeaseStore;
  readonly holder: string;
  readonly intervalMs: number;
  readonly now: () => number;
}

export function createTurns({ leases, holder, intervalMs, now }: TurnsOptions): Turns {
  const schedule = createSchedule(intervalMs, now);
  const ours = new Set<string>();
  /** With the lease's 1.5 intervals: another poller's servers are polled again within two. */
  const takeOverEvery = Math.min(intervalMs / 10, 5000);
  let triedAt = Number.NEGATIVE_INFINITY;

  function forgetOthers(servers: readonly Server[]): void {
    const ids = new Set(servers.map(({ id }) => id));
    schedule.keepOnly(ids);
    for (const id of ours) if (!ids.has(id)) ours.delete(id);
  }

  /** Those whose moment it is; now and then also those that another poller has. */
  function wanted(servers: readonly Server[]): Server[] {
    const trying = Math.abs(now() - triedAt) >= takeOverEvery;
    if (trying) triedAt = now();
    return servers.filter(({ id }) => schedule.isDue(id) || (trying && !ours.has(id)));
  }

  return {
    async take(servers) {
      forgetOthers(servers);
      const asked = wanted(servers);
      if (asked.length === 0) return [];
      const names = asked.map(({ id }) => turnLease(id));
      const got = await leases.acquire(names, holder, intervalMs * 1.5);
      const mine = asked.filter(({ id }) => got.has(turnLease(id)));
      for (const { id } of asked) {
        schedule.done(id);
        if (got.has(turnLease(id))) ours.add(id);
        else ours.delete(id);
      }
      return mine;
    },
    again: (id) => schedule.again(id),
    async release() {
      const names = [...ours].map(turnLease);
      ours.clear();
      if (names.length > 0) await leases.release(names, holder).catch(() => undefined);
    },
  };
}
