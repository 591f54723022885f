import { setTimeout as delay } from 'node:timers/promises';
import { createLeaseKeeper, type LeaseKeeper } from '../cluster/lease-keeper.ts';
import type { Server } from '../cluster/server.ts';
import { settleAll } from '../cluster/settle-all.ts';
import { type Asker, createAsker } from './ask.ts';
import { owesForgetting } from './debt.ts';
import type { PollerDeps } from './deps.ts';
import { pollLease } from './lease-names.ts';
import { keepListing } from './listings.ts';
import { askListing, keepSample, pollServer } from './poll-server.ts';
import type { Listing, Listings } from './reconcile.ts';
import { countAnswer, countPoll, newTally, type RoundReport, type Tally } from './report.ts';
import { createSlots } from './slots.ts';
import { SWEEP_GAP_MS } from './sweep.ts';
import { keepUp } from './upkeep.ts';
import { pollVersion } from './version.ts';

/** What one round does. `all`: the three others, with one getMeetings per server. */
export type Part = 'all' | 'servers' | 'meetings' | 'versions';

type Round = PollerDeps & { readonly asker: Asker; readonly tally: Tally };

const LEASE_RETRY_MS = 100;
/** A poll that holds a lease is over after POLLER_WAIT_TIMEOUT, and its outcome written soon after. */
const LEASE_WAIT_MORE_MS = 2000;

/**
 * One round by hand: at once and in full, also while a poller runs. Resolves whatever the servers answer;
 * rejects with StoreUnavailable.
 */
export async function pollOnce(deps: PollerDeps, part: Part = 'all'): Promise<RoundReport> {
  const began = deps.now();
  const tally = newTally();
  const { pollerThreads, pollerWaitTimeoutMs: withinMs } = deps.config;
  const slots = createSlots(pollerThreads, { patienceMs: withinMs / 2 });
  const asker = createAsker({ ...deps, slots, withinMs });
  const round: Round = { ...deps, asker, tally };
  const does = (one: Part): boolean => part === 'all' || part === one;
  const { promise: begun, resolve: onBegun } = Promise.withResolvers<void>();
  if (!does('servers')) onBegun();
  await settleAll([
    does('servers') &&
      pollServers(round, onBegun)
        .finally(onBegun)
        .then((listings) => settle(round, part, listings)),
    part === 'meetings' && askListings(round).then((listings) => settle(round, part, listings)),
    does('meetings') && sweepTwice(round),
    // What decides about health and load is first in the queue for slots.
    does('versions') && begun.then(() => pollVersions(round)),
  ]);
  const durationMs = deps.now() - began;
  if (does('servers')) await deps.history?.finish(await deps.servers.list());
  await deps.usage?.finish();
  return { ...tally, durationMs };
}

/** Reconciles, also after the servers alone if one went offline: forgetting its meetings is part of that. */
async function settle(round: Round, part: Part, listings: Listings): Promise<void> {
  const owed = async (): Promise<boolean> =>
    (await round.servers.list()).some((server) => owesForgetting(server, round.now()));
  if (part !== 'servers' || (await owed())) {
    await keepUp(round, part === 'servers' ? new Map() : listings, undefined, round.tally);
  }
}

/** `onBegun`: what can be asked at once is. */
async function pollServers(round: Round, onBegun: () => void): Promise<Listings> {
  const listings = new Map<string, Listing>();
  const keeper = createLeaseKeeper(round.leases, round.holder);
  const polls: Promise<void>[] = [];
  const suspects = await round.servers.suspects();
  const begin = async (server: Server): Promise<void> => {
    const polled = await pollServer(round, server, suspects.has(server.id));
    countPoll(round.tally, server.id, polled);
    keepSample(round, server, polled);
    keepListing(listings, server, polled.answer);
  };
  try {
    await withLeases(round, keeper, (servers) => {
      polls.push(...soundFirst(servers).map(begin));
      onBegun();
    });
  } finally {
    await settleAll(polls).finally(keeper.close);
  }
  return listings;
}

/**
 * Begins each server as soon as its lease is ours. Its record is read after that, so that it is what the
 * poll before ours left. A lease that is never given back is passed over in the end: it saves double work,
 * and is not what keeps the writes right.
 */
async function withLeases(
  { servers, now, config }: Round,
  keeper: LeaseKeeper,
  begin: (servers: readonly Server[]) => void,
): Promise<void> {
  const until = now() + config.pollerWaitTimeoutMs + LEASE_WAIT_MORE_MS;
  let waiting = (await servers.list()).map(({ id }) => id);
  while (waiting.length > 0) {
    const held = await keeper.hold(waiting.map(pollLease));
    const late = now() >= until;
    const ready = new Set(waiting.filter((id) => late || held.has(pollLease(id))));
    if (ready.size > 0) begin((await servers.list()).filter(({ id }) => ready.has(id)));
    waiting = waiting.filter((id) => !ready.has(id));
    if (waiting.length > 0) await delay(LEASE_RETRY_MS);
  }
}

async function askListings(round: Round): Promise<Listings> {
  const listings = new Map<string, Listing>();
  const ask = async (server: Server): Promise<void> => {
    const answer = await askListing(round.asker, server);
    countAnswer(round.tally, answer);
    keepListing(listings, server, answer);
  };
  await settleAll(soundFirst(await round.servers.list()).map(ask));
  return listings;
}

async function pollVersions(round: Round): Promise<void> {
  await settleAll(soundFirst(await round.servers.list()).map((server) => pollVersion(round, server)));
}

/** Servers in trouble last: those that hang cost the others no slot. */
function soundFirst(servers: readonly Server[]): readonly Server[] {
  const trouble = ({ online, unhealthy }: Server): number => Number(!online || unhealthy > 0);
  return servers.toSorted((a, b) => trouble(a) - trouble(b));
}

/** The second look at what may be another system's create under way, only if there is such a thing. */
async function sweepTwice({ meetings, tally }: Round): Promise<void> {
  const first = await meetings.sweep(new Set());
  tally.cleared += first.cleared;
  if (first.orphans.size === 0) return;
  await delay(SWEEP_GAP_MS);
  tally.cleared += (await meetings.sweep(first.orphans)).cleared;
}
