import type { Log } from './cluster/log.ts';
import type { ClusterStore } from './cluster/ports.ts';
import { weakServers, weakTenants } from './cluster/weak-pool.ts';
import { weakHost, weakSettings } from './cluster/weak-settings.ts';
import type { Weakness } from './cluster/weakness.ts';
import type { Config } from './config.ts';

interface Told {
  readonly config: Config;
  readonly store: Pick<ClusterStore, 'servers' | 'tenants'>;
  readonly log: Log;
}

/** Tells the log, a line each, what an attacker would like. The doctor (`scalelite doctor`) tells the same and more. */
export async function tellWeaknesses({ config, store, log }: Told): Promise<void> {
  // Whoever tries it on one machine has no host name yet.
  tell(log, [...weakSettings(config), ...(config.embedded ? [] : weakHost(config))]);
  try {
    const tenants = config.multitenancyEnabled ? await store.tenants.list() : [];
    tell(log, [
      ...weakServers(await store.servers.list(), config.secrets),
      ...weakTenants(tenants, config.secrets),
    ]);
  } catch (error) {
    // That the store is away it says itself.
    log.debug({ err: error }, 'servers and tenants could not be looked at');
  }
}

function tell(log: Log, weaknesses: readonly Weakness[]): void {
  for (const { text, mend } of weaknesses) log.warn({}, `${text}; ${mend}`);
}
