import type { BbbClient } from '../../bbb/client.ts';
import type { HookRequests } from '../../callbacks/hooks/requests.ts';
import type { CallbackKeeper } from '../../cluster/callback-params.ts';
import type { Log } from '../../cluster/log.ts';
import type { Lrs } from '../../cluster/lrs.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import type { Config } from '../../config.ts';
import type { RequestCounter } from '../../telemetry/requests.ts';
import type { RecordingDeps } from './recording-deps.ts';

/** What the calls of the BBB API need. */
export interface BbbDeps extends RecordingDeps {
  readonly store: Pick<ClusterStore, 'servers' | 'meetings' | 'strays' | 'tenants' | 'tokens' | 'leases'>;
  readonly client: BbbClient;
  readonly config: Config;
  readonly callbacks: CallbackKeeper;
  readonly hooks: HookRequests;
  /** Whether a URL that a front-end gives is one that is called. */
  readonly mayCall: (url: string) => boolean;
  readonly lrs: Lrs;
  /** Counts calls, by what became of them. */
  readonly requests: RequestCounter;
  readonly newPassword: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}
