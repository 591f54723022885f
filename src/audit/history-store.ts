import type { Period, Sample } from './history.ts';

/** A server that went online or offline. */
export interface HealthChange {
  readonly serverId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly online: boolean;
}

/** What one poller saw since its last record. */
export interface HistoryRecord {
  /** With one of the pool. */
  readonly samples: readonly Sample[];
  readonly changes: readonly HealthChange[];
}

export interface HistoryQuery {
  /** Milliseconds since 1970, `from` included. */
  readonly from: number;
  readonly to: number;
  /** Undefined: all servers, and the pool. */
  readonly serverId?: string;
  /** `poll`: each sample by itself, of the last day; `period`: five minutes each, of the last 30. */
  readonly resolution: 'poll' | 'period';
}

/**
 * What was seen of the servers, each sample for a day and periods of five minutes for 30 days. It throws
 * StoreUnavailable when it cannot answer. Times are by the store's clock, so that pollers on several machines
 * agree: samples are told by their age.
 */
export interface HistoryStore {
  /**
   * Writes what was seen; `now` is the clock by which the samples' moments are given. With `unlessWithinMs`
   * nothing is written, but for the changes, when somebody wrote within that time. Returns whether it was.
   */
  record(record: HistoryRecord, options: { now: number; unlessWithinMs?: number }): Promise<boolean>;
  /** Makes periods of the samples of hours that are over, and drops what is too old. Harmless when there is nothing to do. */
  condense(): Promise<void>;
  /** In pieces that are no longer than an hour; those of one server come in the order of time. */
  read(query: HistoryQuery): AsyncIterable<readonly Period[]>;
  /** Which servers went online or offline since then (milliseconds since 1970), the latest first, and so many at most. */
  changes(since: number, most: number): Promise<readonly HealthChange[]>;
  /** Since when servers are offline; those that are not, or for longer than 30 days, are left out. */
  offlineSince(serverIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
