import { setTimeout as delay } from 'node:timers/promises';
import { createLeaseKeeper } from '../cluster/lease-keeper.ts';
import type { Server } from '../cluster/server.ts';
import { settleAll } from '../cluster/settle-all.ts';
import { createAsker } from './ask.ts';
import { owesForgetting } from './debt.ts';
import type { PollerDeps } from './deps.ts';
import { pollLease } from './lease-names.ts';
import { keepSample, pollServer } from './poll-server.ts';
import type { RoundReport } from './report.ts';
import { createRounds } from './rounds.ts';
import { createSlots } from './slots.ts';
import { createStoreWatch } from './store-watch.ts';
import { createTurns } from './turns.ts';
import { pollVersion } from './version.ts';

export interface Poller {
  /**
   * Resolves within some seconds: polls that are under way finish or are aborted, and all leases are given
   * back, so that another poller goes on at once. Twice is harmless.
   */
  stop(): Promise<void>;
}

export interface PollerOptions {
  /** Hears of each round. */
  readonly onRound?: (report: RoundReport) => void;
}

/** How long `stop` waits for answers. */
const PATIENCE_MS = 3000;

/**
 * Polls all servers at once, then each at its own moment in the interval, until it is stopped. The list of
 * servers is read from the store again and again. A store that is down is waited for.
 */
export function startPoller(deps: PollerDeps, options: PollerOptions = {}): Poller {
  const { config, now, log } = deps;
  const { pollIntervalMs: intervalMs } = config;
  const slots = createSlots(config.pollerThreads, { patienceMs: config.pollerWaitTimeoutMs / 2 });
  const asker = createAsker({ ...deps, slots, withinMs: config.pollerWaitTimeoutMs });
  const asking = { ...deps, asker };
  const keeper = createLeaseKeeper(deps.leases, deps.holder);
  const turns = createTurns({ ...deps, intervalMs });
  const watch = createStoreWatch(log);
  const rounds = createRounds({ deps: asking, intervalMs, watch, onRound: options.onRound ?? (() => {}) });
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let stopped: Promise<void> | undefined;

  async function poll(server: Server, suspect: boolean): Promise<void> {
    const began = now();
    const meetings = pollServer(asking, server, suspect).then((polled) => {
      rounds.add(server, polled, now() - began);
      keepSample(deps, server, polled);
    });
    await settleAll([meetings, pollVersion(asking, server)]);
  }

  async function pollAndRelease(server: Server, suspect: boolean): Promise<void> {
    await poll(server, suspect).catch(watch.failed);
    await keeper.release([pollLease(server.id)]);
    running.delete(server.id);
  }

  async function beginDue(): Promise<void> {
    const servers = await deps.servers.list();
    deps.history?.tick(servers);
    // A grace ends, or an operator gives a server up, between two rounds.
    if (servers.some((server) => owesForgetting(server, now()))) rounds.soonAgain();
    const due = (await turns.take(servers)).filter(({ id }) => !running.has(id));
    if (due.length === 0) return;
    try {
      await begin(due);
    } catch (error) {
      for (const { id } of due) turns.again(id);
      throw error;
    }
  }

  async function begin(due: readonly Server[]): Promise<void> {
    const suspects = await deps.servers.suspects();
    const held = await keeper.hold(due.map(({ id }) => pollLease(id)));
    for (const server of due) {
      const { id } = server;
      if (held.has(pollLease(id))) running.set(id, pollAndRelease(server, suspects.has(id)));
      else turns.again(id);
    }
  }

  async function tick(): Promise<void> {
    try {
      await beginDue();
      rounds.tick();
      watch.worked();
    } catch (error) {
      watch.failed(error);
    }
  }

  async function run(): Promise<void> {
    await tick();
    void Promise.all(running.values()).then(rounds.soon);
    while (!stopping.signal.aborted) {
      await delay(tickMs(intervalMs), undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!stopping.signal.aborted) await tick();
    }
  }

  log.info({ intervalSeconds: intervalMs / 1000 }, 'the poller runs');
  const loop = run();

  async function stop(): Promise<void> {
    stopping.abort();
    const impatience = setTimeout(asker.stop, PATIENCE_MS);
    await loop;
    await Promise.all(running.values());
    await rounds.stop();
    clearTimeout(impatience);
    await Promise.all([deps.history?.finish(), deps.usage?.finish(), keeper.close().then(turns.release)]);
  }

  return {
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** A new server is seen within a second; a short interval needs shorter steps. */
function tickMs(intervalMs: number): number {
  return Math.min(1000, Math.max(20, intervalMs / 20));
}
