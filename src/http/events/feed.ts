import type { ServerResponse } from 'node:http';
import type { Log } from '../../cluster/log.ts';
import { type ClusterStore, StoreUnavailable } from '../../cluster/ports.ts';
import type { FailureCode } from '../../operations/failure-codes.ts';
import { outsideRequests } from '../../telemetry/request.ts';
import { changesBetween, type PoolEvent, wholeOf } from './changes.ts';
import { eventText, type Listener, openListener } from './listener.ts';
import { type Snapshot, snapshotTaker } from './snapshot.ts';

/** The stream of events of the admin API. */
export interface EventFeed {
  /** Tells it all there is and then every change, until either side ends it. False: there are too many listeners. */
  listen(response: ServerResponse): boolean;
}

export interface FeedOptions {
  readonly store: Pick<ClusterStore, 'servers' | 'meetings' | 'rosters'>;
  readonly log: Log;
  /** The streams end soon after it is so. */
  readonly isStopping: () => boolean;
  /** Of this process; default 100. */
  readonly mostListeners?: number;
  /** Between two looks; default 1000 ms. */
  readonly everyMs?: number;
  /** What may lie unread of one listener before it is dropped, in bytes; default 4 MB. */
  readonly mostUnread?: number;
  /** After which a stream ends, so that whoever goes on has to be let in again; default 15 min. */
  readonly longestMs?: number;
  /** Between two signs of life; default 15 s, below the minute after which proxies cut what is silent. */
  readonly beatMs?: number;
}

/**
 * Changes are found by comparing snapshots of the store, one a second for all listeners and none while there are
 * none: so they are seen whoever made them, another process, `bin/rake` or a Ruby Scalelite.
 */
export function createEventFeed(options: FeedOptions): EventFeed {
  const { store, log, isStopping, mostListeners = 100, everyMs = 1000 } = options;
  const { longestMs = 15 * 60_000, beatMs = 15_000 } = options;
  const take = snapshotTaker(store);
  const listeners = new Map<ServerResponse, Listener>();
  /** Those who have been told of `snapshot`. */
  const told = new Set<Listener>();
  const epoch = Date.now().toString(36);
  let count = 0;
  let snapshot: Snapshot | undefined;
  /** Of `snapshot`; undefined: the last look failed. */
  let seenAt: string | undefined;
  /** Who has been told that there is no looking at the pool, and why. */
  const warned = new Map<Listener, string>();
  let beatAt = 0;
  let running = false;

  function nextId(): string {
    count += 1;
    return `${epoch}-${count}`;
  }

  function tell(events: readonly PoolEvent[], to: Iterable<Listener>): void {
    const text = events.map((event) => eventText(nextId(), event)).join('');
    if (text !== '') for (const listener of to) listener.send(text);
  }

  /** Those who have just come hear all, the others what is new. */
  function tellSnapshot(next: Snapshot): void {
    const at = new Date().toISOString();
    const changes = snapshot ? changesBetween(snapshot, next) : [];
    tell(
      changes.map((event) => dated(event, at)),
      told,
    );
    [snapshot, seenAt] = [next, at];
    if (warned.size > 0) tell([dated({ name: 'trouble', data: { reason: null } }, at)], warned.keys());
    warned.clear();
    greet([...listeners.values()].filter((listener) => !told.has(listener)));
  }

  /** With what the last look saw: who comes does not wait for the next. */
  function greet(newcomers: readonly Listener[]): void {
    if (!snapshot || seenAt === undefined || newcomers.length === 0) return;
    tell([dated(wholeOf(snapshot), seenAt)], newcomers);
    for (const listener of newcomers) told.add(listener);
  }

  function tellTrouble(error: unknown): void {
    seenAt = undefined;
    if (!(error instanceof StoreUnavailable)) log.error({ err: error }, 'events: no look at the pool');
    const isAway = error instanceof StoreUnavailable;
    const reason = isAway ? error.message : 'the pool could not be looked at';
    const news = [...listeners.values()].filter((listener) => warned.get(listener) !== reason);
    const code: FailureCode = isAway ? 'store-away' : 'unexpected';
    const data = { at: new Date().toISOString(), reason, code };
    if (news.length > 0) tell([{ name: 'trouble', data }], news);
    for (const listener of news) warned.set(listener, reason);
  }

  function beat(): void {
    if (performance.now() - beatAt < beatMs) return;
    beatAt = performance.now();
    tell([{ name: 'alive', data: { at: new Date().toISOString() } }], listeners.values());
  }

  function endAll(): void {
    for (const listener of listeners.values()) listener.end();
    listeners.clear();
    told.clear();
    warned.clear();
  }

  async function look(): Promise<void> {
    try {
      tellSnapshot(await take());
    } catch (error) {
      tellTrouble(error);
    }
    beat();
  }

  /** What was seen before a time without listeners is of no use: the next one begins anew. */
  async function run(): Promise<void> {
    running = true;
    beatAt = performance.now();
    while (listeners.size > 0) {
      const next = performance.now() + everyMs;
      if (isStopping()) endAll();
      else await look();
      if (listeners.size > 0) await sleep(next - performance.now());
    }
    [snapshot, seenAt, running] = [undefined, undefined, false];
  }

  return {
    listen(response) {
      if (listeners.size >= mostListeners) return false;
      const listener = openListener(response, options);
      listeners.set(response, listener);
      greet([listener]);
      const over = setTimeout(listener.end, longestMs);
      response.once('close', () => {
        clearTimeout(over);
        listeners.delete(response);
        told.delete(listener);
        warned.delete(listener);
      });
      // It goes on after the request of the listener that it begins with.
      if (!running) void outsideRequests(run);
      return true;
    },
  };
}

function dated(event: PoolEvent, at: string): PoolEvent {
  return { ...event, data: { at, ...event.data } };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
