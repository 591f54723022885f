import type { Sample } from '../audit/history.ts';
import type { ListedMeeting } from '../bbb/scanner.ts';
import { afterPoll, type Observation } from '../cluster/health.ts';
import { observe } from '../cluster/load.ts';
import { pollState } from '../cluster/poll-state.ts';
import type { PollState } from '../cluster/ports.ts';
import type { Server } from '../cluster/server.ts';
import { type Answer, type Asker, readListing } from './ask.ts';
import { withDebt } from './debt.ts';
import type { PollerDeps } from './deps.ts';
import { isLost, NO_ROSTER, rosterOf } from './roster.ts';
import { type Outcome, sampleOf } from './sample.ts';
import { usersByOwner } from './use.ts';

type PollDeps = Pick<PollerDeps, 'servers' | 'rosters' | 'use' | 'config' | 'log' | 'now'> & {
  readonly asker: Asker;
};

/** What a poll changed about a server; `drained`: it was cordoned, is empty and so disabled now. */
export type Change = 'online' | 'offline' | 'drained';

export interface Polled {
  readonly answer: Answer<readonly ListedMeeting[]>;
  readonly change: Change | undefined;
  /** For the load history; undefined: nothing was written. */
  readonly sample: Sample | undefined;
}

/** Tries to write one poll's outcome, each on what somebody else has written meanwhile. */
const TRIES = 5;

/**
 * Asks a server for its meetings and writes what follows. `suspect`: it was marked before it was asked, and
 * a good answer takes the mark away. Rejects with StoreUnavailable only.
 */
export async function pollServer(deps: PollDeps, server: Server, suspect: boolean): Promise<Polled> {
  const usersBefore = await deps.use?.usersOn(server.id);
  const answer = await askListing(deps.asker, server);
  if (answer.kind === 'stopped') return { answer, change: undefined, sample: undefined };
  const [outcome] = await Promise.all([
    record(deps, server, observationOf(deps, answer)),
    // At the same time: both cost the store little more than one.
    answer.kind === 'answered' && deps.rosters.record(server.id, rosterOf(answer.value)),
  ]);
  if (usersBefore && outcome) await recordUsers(deps, server, { answer, outcome, usersBefore });
  if (answer.kind === 'failed' && outcome && isLost(outcome)) await deps.rosters.record(server.id, NO_ROSTER);
  const change = outcome && changeBetween(outcome);
  if (suspect && answer.kind === 'answered') await deps.servers.suspect(server.id, 0);
  tell(deps, server, change, answer);
  const responseMs = answer.kind === 'answered' ? answer.tookMs : undefined;
  return { answer, change, sample: outcome && sampleOf(server, outcome, { at: deps.now(), responseMs }) };
}

interface SeenUsers {
  readonly answer: Answer<readonly ListedMeeting[]>;
  readonly outcome: Outcome;
  readonly usersBefore: ReadonlyMap<string, number>;
}

/** Who is on a server, for the limits; while it fails but is not given up, it is left as it was. */
async function recordUsers(
  { use, config }: PollDeps,
  { id }: Server,
  { answer, outcome, usersBefore }: SeenUsers,
): Promise<void> {
  if (answer.kind !== 'answered' && outcome.next.online) return;
  const listed = answer.kind === 'answered' ? answer.value : [];
  await use?.recordUsers(id, usersByOwner(listed, config.multitenancyEnabled), usersBefore);
}

/** Hands a poll to the load history and the usage report. */
export function keepSample(
  { history, usage }: Pick<PollerDeps, 'history' | 'usage'>,
  { id }: Server,
  { answer, sample, change }: Polled,
): void {
  if (sample) history?.polled(sample, change === 'drained' ? undefined : change);
  if (answer.kind === 'answered') usage?.polled(id, answer.value);
}

export function askListing(asker: Asker, server: Server): Promise<Answer<readonly ListedMeeting[]>> {
  return asker.ask(server, { call: 'getMeetings' }, readListing);
}

function observationOf({ config, now }: PollDeps, answer: Answer<readonly ListedMeeting[]>): Observation {
  if (answer.kind !== 'answered') return { kind: 'failed' };
  const rule = { minUserCount: config.loadMinUserCount, joinBufferMs: config.loadJoinBufferTimeMs };
  return observe(answer.value, rule, now());
}

/** Decides and writes, and decides again on what is there now when somebody was faster. */
async function record(deps: PollDeps, server: Server, seen: Observation): Promise<Outcome | undefined> {
  const { serverHealthyThreshold: healthy, serverUnhealthyThreshold: unhealthy } = deps.config;
  let expected: PollState = pollState(server);
  for (let tries = 0; tries < TRIES; tries++) {
    const grace = { graceMs: deps.config.reattachGraceMs, now: deps.now() };
    const next = withDebt(expected, afterPoll(expected, seen, { healthy, unhealthy }), grace);
    const result = await deps.servers.recordPoll(server.id, expected, next);
    if (result.kind === 'written') return { before: expected, next };
    if (result.kind === 'gone') return undefined;
    expected = rebase(expected, result.now);
  }
  deps.log.warn({ server: server.id }, 'poll: changed by others again and again; left to the next poll');
  return undefined;
}

/**
 * What to decide on after an operator's change: the load stays the one of before, so that what was added
 * to it during the poll is still told from it. After another poll's change, which set the load anew: all
 * as it is now.
 */
function rebase(before: PollState, now: PollState): PollState {
  const polled =
    before.online !== now.online || before.healthy !== now.healthy || before.unhealthy !== now.unhealthy;
  const keeps = !polled && before.load !== undefined && now.load !== undefined;
  return keeps ? { ...now, load: before.load, ...(before.capacity && { capacity: before.capacity }) } : now;
}

function changeBetween({ before, next }: Outcome): Change | undefined {
  if (before.online !== next.online) return next.online ? 'online' : 'offline';
  return next.state === 'disabled' ? 'drained' : undefined;
}

function tell({ log }: PollDeps, { id }: Server, change: Change | undefined, answer: Answer<unknown>): void {
  if (change === 'online') log.info({ server: id }, 'server online');
  if (change === 'drained') log.info({ server: id }, 'cordoned server empty: disabled');
  if (change === 'offline' && answer.kind === 'failed') {
    log.warn({ server: id, cause: answer.cause, detail: answer.detail }, 'server offline');
  }
}
