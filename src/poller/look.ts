import type { ServerWatch } from '../cluster/news.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import { type Asker, createAsker } from './ask.ts';
import type { PollerDeps } from './deps.ts';
import { pollServer } from './poll-server.ts';
import { createSlots } from './slots.ts';

export interface LookOptions {
  /** Between two looks at one server, milliseconds. Default: 1000. */
  readonly everyMs?: number;
}

export interface RunningWatch extends ServerWatch {
  /** Resolves when nothing is under way any more. Twice is harmless. */
  stop(): Promise<void>;
}

/** Servers looked at at the same time. */
const AT_ONCE = 4;

/**
 * Looks at servers that have something to tell, between two polls and beside whoever polls: what it sees is written by
 * the poll's own rules, and only if nothing that it rests on has changed meanwhile. That a server does not answer is
 * left to the polls, which count it; so is whether one that is offline is back. However much there is to tell, a server
 * is looked at once a second by all processes together, and a few servers at once.
 */
export function createServerWatch(
  deps: Pick<
    PollerDeps,
    'servers' | 'rosters' | 'use' | 'leases' | 'holder' | 'client' | 'config' | 'log' | 'now'
  >,
  { everyMs = 1000 }: LookOptions = {},
): RunningWatch {
  const { pollerWaitTimeoutMs: withinMs } = deps.config;
  const slots = createSlots(AT_ONCE, { patienceMs: withinMs, giveAwayAfterMs: withinMs });
  const asker = createAsker({ ...deps, slots, withinMs });
  const asking = { ...deps, asker: onlyGood(asker) };
  /** What is known of a server: `again` when there was more to tell since its look began. */
  const seen = new Map<string, { again: boolean; readonly done: Promise<unknown> }>();
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  /** False: another process does, or just did, and may have missed what this one heard of. */
  async function look(serverId: string): Promise<boolean> {
    const lease = `look ${serverId}`;
    const hold = async (ms: number): Promise<boolean> =>
      (await deps.leases.acquire([lease], deps.holder, ms)).has(lease);
    try {
      const server = await deps.servers.find(serverId);
      if (!server?.online || stopped) return true;
      if (!(await hold(withinMs))) return false;
      await pollServer(asking, server, false);
      await hold(everyMs);
    } catch (error) {
      // That the store is away it says itself, and so the polls find out.
      if (!(error instanceof StoreUnavailable))
        deps.log.error({ err: error, server: serverId }, 'a look failed');
    }
    return true;
  }

  function begin(serverId: string): void {
    const looked = look(serverId);
    const state = { again: false, done: looked };
    seen.set(serverId, state);
    void looked.then((isDone) => {
      state.again ||= !isDone;
      const timer = setTimeout(() => {
        timers.delete(timer);
        seen.delete(serverId);
        if (state.again && !stopped) begin(serverId);
      }, everyMs);
      timer.unref();
      timers.add(timer);
    });
  }

  return {
    look(serverId) {
      const state = seen.get(serverId);
      if (state) state.again = true;
      else if (!stopped) begin(serverId);
    },
    async stop() {
      stopped = true;
      asker.stop();
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([...seen.values()].map(({ done }) => done));
    },
  };
}

/** What failed counts as not asked. */
function onlyGood(asker: Asker): Asker {
  return {
    ...asker,
    ask: async (...args) => {
      const answer = await asker.ask(...args);
      return answer.kind === 'answered' ? answer : { kind: 'stopped' };
    },
  };
}
