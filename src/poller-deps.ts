import { randomUUID } from 'node:crypto';
import { createHistoryRecorder } from './audit/history-recorder.ts';
import { createUsageRecorder } from './audit/usage-recorder.ts';
import type { BbbClient } from './bbb/client.ts';
import { keepsUse } from './cluster/limits.ts';
import type { Log } from './cluster/log.ts';
import type { ClusterStore } from './cluster/ports.ts';
import type { Config } from './config.ts';
import type { DatabaseStore } from './operations/ports.ts';
import type { PollerDeps } from './poller/deps.ts';

interface Parts {
  readonly config: Config;
  readonly store: ClusterStore;
  /** Where history and usage are kept; undefined: nowhere. */
  readonly database: DatabaseStore | undefined;
  readonly client: BbbClient;
  readonly log: Log;
  /** Of a round by hand; left out: of a poller that runs on. */
  readonly byHand?: boolean;
}

/** What asking servers needs, whoever does it, with a holder of its own. */
export function pollerDeps({ config, store, database, client, log, byHand = false }: Parts): PollerDeps {
  const { servers, meetings, leases, strays, rosters, use } = store;
  const { pollIntervalMs: intervalMs, multitenancyEnabled: byTenant } = config;
  const own = { intervalMs, now: Date.now, log };
  return {
    ...{ servers, meetings, leases, strays, rosters, client, config, log, now: Date.now },
    use: keepsUse(config) ? use : undefined,
    history: database && createHistoryRecorder({ history: database.history, byHand, ...own }),
    usage: database && createUsageRecorder({ usage: database.usage, byTenant, ...own }),
    holder: randomUUID(),
  };
}
