import type { LeaseStore } from './ports.ts';

/**
 * Holds leases for as long as the work takes: renewed while held, so that their TTL can be short and those
 * of a process that died are free soon. One that is lost all the same (the store was down for longer than
 * the TTL) only costs double work: every write is a compare-and-set.
 */
export interface LeaseKeeper {
  /** The names of these that are ours now. Rejects with StoreUnavailable. */
  hold(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** Gives them back; a store that is down lets them expire. */
  release(names: readonly string[]): Promise<void>;
  /** Gives all back. Twice is harmless. */
  close(): Promise<void>;
}

const TTL_MS = 3000;

export function createLeaseKeeper(leases: LeaseStore, holder: string, ttlMs = TTL_MS): LeaseKeeper {
  const held = new Set<string>();
  let renewing = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  /** One after the other, so that a slow store is not asked again and again. */
  function renew(): void {
    renewing = renewing.then(async () => {
      const names = [...held];
      if (names.length === 0) return;
      const ours = await leases.acquire(names, holder, ttlMs).catch(() => new Set(names));
      for (const name of names) if (!ours.has(name)) held.delete(name);
    });
  }

  /** The timer runs only while something is held. */
  function watch(): void {
    if (held.size > 0) timer ??= setInterval(renew, ttlMs / 3);
    else {
      clearInterval(timer);
      timer = undefined;
    }
  }

  async function release(names: readonly string[]): Promise<void> {
    for (const name of names) held.delete(name);
    watch();
    // A renewal on its way would take back what is given back here.
    await renewing;
    if (names.length > 0) await leases.release(names, holder).catch(() => undefined);
  }

  return {
    async hold(names) {
      if (names.length === 0) return new Set();
      const ours = await leases.acquire(names, holder, ttlMs);
      for (const name of ours) held.add(name);
      watch();
      return ours;
    },
    release,
    close: () => release([...held]),
  };
}
