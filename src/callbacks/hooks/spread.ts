import { type MeetingStore, type ServerStore, StoreUnavailable } from '../../cluster/ports.ts';
import type { Server } from '../../cluster/server.ts';
import { settleAll } from '../../cluster/settle-all.ts';
import { wantedServers } from './needs.ts';
import { type OnServerDeps, syncServer } from './on-server.ts';
import type { HookStore } from './ports.ts';
import { wantsOf } from './upkeep.ts';

export interface SpreadDeps extends OnServerDeps {
  readonly hooks: HookStore;
  readonly servers: Pick<ServerStore, 'list'>;
  readonly meetings: Pick<MeetingStore, 'find'>;
}

/** A front-end waits no longer for servers; the poller does what is left. */
const PATIENCE_MS = 2000;
/** Servers asked at the same time. */
const AT_ONCE = 32;

/**
 * Does on the servers at once what hooks want of them, so that a front-end's hook works when its registration is
 * answered; servers that are as they should be are not asked. Those that come meanwhile share the next go. The
 * poller does the same again and again: what fails here is done there.
 */
export function createSpread(deps: SpreadDeps): () => Promise<void> {
  let next: Promise<void> | undefined;
  let last = Promise.resolve();
  return async () => {
    next ??= last.then(() => {
      next = undefined;
      last = spread(deps);
      return last;
    });
    await atMost(PATIENCE_MS, next);
  };
}

async function spread(deps: SpreadDeps): Promise<void> {
  try {
    const [wanted, registrations] = [await wantedServers(deps), await deps.hooks.registrations()];
    const servers = (await deps.servers.list()).filter(({ online }) => online);
    const syncOne = async (server: Server): Promise<void> => {
      const wants = wantsOf(server, wanted, registrations);
      const isThere = (kind: string): boolean =>
        wants.known.some((one) => one.kind === kind && one.trouble === undefined);
      if (wants.unwanted.length > 0 || !wants.wanted.every(isThere)) await syncServer(deps, server, wants);
    };
    const left = [...servers];
    const work = async (): Promise<void> => {
      for (let server = left.shift(); server; server = left.shift()) await syncOne(server);
    };
    await settleAll(Array.from({ length: AT_ONCE }, work));
  } catch (error) {
    // That the database is away it says itself.
    if (!(error instanceof StoreUnavailable)) deps.log.error({ err: error }, 'hooks: failed');
  }
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, late]);
  clearTimeout(timer);
}
