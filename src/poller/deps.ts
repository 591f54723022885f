import type { HistoryRecorder } from '../audit/history-recorder.ts';
import type { UsageRecorder } from '../audit/usage-recorder.ts';
import type { BbbClient } from '../bbb/client.ts';
import type { Log } from '../cluster/log.ts';
import type { LeaseStore, MeetingStore, ServerStore } from '../cluster/ports.ts';
import type { RosterStore } from '../cluster/roster.ts';
import type { StrayStore } from '../cluster/strays.ts';
import type { UseStore } from '../cluster/use.ts';
import type { Config } from '../config.ts';

export interface PollerDeps {
  readonly servers: ServerStore;
  readonly meetings: MeetingStore;
  readonly leases: LeaseStore;
  readonly strays: StrayStore;
  readonly rosters: RosterStore;
  readonly client: BbbClient;
  readonly config: Pick<
    Config,
    | 'pollIntervalMs'
    | 'pollerThreads'
    | 'pollerWaitTimeoutMs'
    | 'serverHealthyThreshold'
    | 'serverUnhealthyThreshold'
    | 'loadMinUserCount'
    | 'loadJoinBufferTimeMs'
    | 'meetingGraceMs'
    | 'reattachGraceMs'
    | 'defaultMeetingTtl'
    | 'multitenancyEnabled'
  >;
  /** Where it is kept how much of the pool is used; undefined: nothing asks for that. */
  readonly use?: UseStore | undefined;
  /** Hears of every poll; undefined: no history is kept. */
  readonly history?: HistoryRecorder | undefined;
  /** Hears of every good poll; undefined: no usage is reported. */
  readonly usage?: UsageRecorder | undefined;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A random id of this poller's, or of this round by hand: two that share one would share their leases. */
  readonly holder: string;
}
