import type { BbbClient } from '../../bbb/client.ts';
import type { Log } from '../../cluster/log.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import type { Config } from '../../config.ts';

/** What the calls of the JSON admin API need. */
export interface AdminDeps {
  readonly store: Pick<ClusterStore, 'servers' | 'meetings' | 'tenants'>;
  readonly client: BbbClient;
  readonly config: Config;
  /** Makes a UUID. */
  readonly newId: () => string;
  readonly log: Log;
}
