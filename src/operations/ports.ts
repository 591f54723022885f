import type { ApiTokenStore, SessionStore, UserStore } from '../access/ports.ts';
import type { HistoryStore } from '../audit/history-store.ts';
import type { AuditStore } from '../audit/ports.ts';
import type { UsageStore } from '../audit/usage.ts';
import type { HookStore } from '../callbacks/hooks/ports.ts';
import type { OutboxStore } from '../callbacks/ports.ts';
import type { CallbackDataStore, RecordingStore } from '../recordings/ports.ts';
import type { LogLevelStore } from './log-level-store.ts';

/**
 * What lies in the SQL database in every mode, beside the cluster state: what was recorded, done and seen. On
 * one machine a file of its own, in which every commit outlasts a power cut.
 */
export interface DatabaseStore {
  readonly recordings: RecordingStore;
  readonly callbackData: CallbackDataStore;
  readonly audit: AuditStore;
  readonly apiTokens: ApiTokenStore;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly history: HistoryStore;
  readonly usage: UsageStore;
  readonly outbox: OutboxStore;
  readonly logLevel: LogLevelStore;
  readonly hooks: HookStore;
  /** Brings the schema up to date; harmless when it is. One process at a time does it. */
  migrate(): Promise<void>;
  /** Resolves when it can be used now; throws StoreUnavailable, or a plain Error that says what is wrong for good. */
  check(): Promise<void>;
  /** As of the cluster's store. */
  readonly readOnly?: () => string | undefined;
  close(): Promise<void>;
}
