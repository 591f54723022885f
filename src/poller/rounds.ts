import type { Server } from '../cluster/server.ts';
import { keepListing } from './listings.ts';
import type { Polled } from './poll-server.ts';
import type { Listing } from './reconcile.ts';
import { countPoll, newTally, type RoundReport } from './report.ts';
import type { StoreWatch } from './store-watch.ts';
import { SWEEP_GAP_MS } from './sweep.ts';
import { keepUp, type Sightings, type UpkeepDeps } from './upkeep.ts';

/** Gathers what a running poller's polls tell and reconciles with it now and then. */
export interface Rounds {
  add(server: Server, polled: Polled, tookMs: number): void;
  /** Reconciles if an interval has passed. */
  tick(): void;
  /** Reconciles in a moment, once for all who ask until then. */
  soon(): void;
  /** The same, but never as the first look. */
  soonAgain(): void;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

export interface RoundsOptions {
  readonly deps: UpkeepDeps;
  readonly intervalMs: number;
  readonly watch: StoreWatch;
  readonly onRound: (report: RoundReport) => void;
}

/** So that servers that go offline together are handled together. */
const SOON_MS = 50;

export function createRounds({ deps, intervalMs, watch, onRound }: RoundsOptions): Rounds {
  let listings = new Map<string, Listing>();
  let tally = newTally();
  /** Undefined only for the first look, right after all servers were asked. */
  let sightings: Sightings | undefined;
  let orphans: ReadonlySet<string> = new Set();
  let sweptAt = Number.NEGATIVE_INFINITY;
  let ranAt = deps.now();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let stopped = false;

  async function reconcile(): Promise<void> {
    const [answers, counted] = [listings, tally];
    listings = new Map();
    tally = newTally();
    try {
      sightings = await keepUp(deps, answers, sightings, counted);
      if (Math.abs(deps.now() - sweptAt) >= SWEEP_GAP_MS) counted.cleared += await sweep();
      watch.worked();
    } catch (error) {
      sightings ??= new Map();
      watch.failed(error);
    }
    onRound(counted);
  }

  async function sweep(): Promise<number> {
    const swept = await deps.meetings.sweep(orphans);
    sweptAt = deps.now();
    orphans = swept.orphans;
    return swept.cleared;
  }

  function soon(): void {
    if (stopped) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      running = running.then(reconcile);
    }, SOON_MS);
  }

  function soonAgain(): void {
    if (sightings) soon();
  }

  return {
    add(server, polled, tookMs) {
      countPoll(tally, server.id, polled);
      tally.durationMs = Math.max(tally.durationMs, tookMs);
      keepListing(listings, server, polled.answer);
      if (polled.change === 'offline') soon();
      // What it came back with is settled at once.
      if (polled.change === 'online' && deps.config.reattachGraceMs > 0) soonAgain();
    },
    tick() {
      if (Math.abs(deps.now() - ranAt) < intervalMs) return;
      ranAt = deps.now();
      sightings ??= new Map();
      soon();
    },
    soon,
    soonAgain,
    stop() {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
