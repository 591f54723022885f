import {
  type MeetingStore,
  type ServerStore,
  StoreUnavailable,
  type TenantStore,
} from '../../cluster/ports.ts';
import type { Server } from '../../cluster/server.ts';
import type { OutboxStore } from '../ports.ts';
import { isWanted, type Wanted, wantedServers } from './needs.ts';
import { type OnServerDeps, type ServerWants, syncServer } from './on-server.ts';
import { type Hook, type HookRegistration, type HookStore, hookKinds } from './ports.ts';
import { removeHook } from './remove.ts';
import { shownUrl } from './shown-url.ts';

export interface UpkeepDeps extends OnServerDeps {
  readonly hooks: HookStore;
  readonly servers: Pick<ServerStore, 'list'>;
  readonly meetings: Pick<MeetingStore, 'find'>;
  readonly tenants: Pick<TenantStore, 'list'>;
  readonly outbox: Pick<OutboxStore, 'dropFor'>;
  /** How often a server is asked whether it still has our hooks. */
  readonly intervalMs: number;
  /** How long a hook may fail before it is dropped. */
  readonly failForMs: number;
  readonly now: () => number;
}

/** Keeps our hooks on the servers that front-ends' hooks need. */
export interface HookUpkeep {
  /**
   * Looks what is to be done, and begins it; cheap when that is nothing. To be called every second or so: a server
   * that is new or back is served at once. Throws StoreUnavailable.
   */
  round(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

/** Servers asked at the same time. */
const AT_ONCE = 16;
const UPKEEP_MS = 60_000;
/** Recordings are published within days, as a rule. */
const REMEMBER_MS = 30 * 24 * 60 * 60_000;

export function createHookUpkeep(deps: UpkeepDeps): HookUpkeep {
  /** When a server was last asked, and for what, while it is online. */
  const asked = new Map<string, { readonly at: number; readonly what: string }>();
  const underWay = new Map<string, Promise<void>>();
  let cleanedAt = Number.NEGATIVE_INFINITY;

  function begin(server: Server, wants: ServerWants): void {
    asked.set(server.id, { at: deps.now(), what: whatOf(wants) });
    const work = syncServer(deps, server, wants)
      .catch((error: unknown) => {
        // That the database is away it says itself; what was not done is done in the next round.
        if (!(error instanceof StoreUnavailable))
          deps.log.error({ err: error, server: server.id }, 'hooks: failed');
      })
      .finally(() => underWay.delete(server.id));
    underWay.set(server.id, work);
  }

  /** What came up since is done at once; what failed then is tried again in its time. */
  function isDue({ id }: Server, wants: ServerWants): boolean {
    const last = asked.get(id);
    if (last === undefined || last.what !== whatOf(wants)) return true;
    return Math.abs(deps.now() - last.at) >= deps.intervalMs;
  }

  async function clean(): Promise<void> {
    if (Math.abs(deps.now() - cleanedAt) < UPKEEP_MS) return;
    cleanedAt = deps.now();
    await deps.hooks.prune(REMEMBER_MS);
    const hooks = await deps.hooks.list();
    if (hooks.length === 0) return;
    const tenants = new Set((await deps.tenants.list()).map(({ id }) => id));
    for (const hook of hooks) {
      const why = whyOver(hook, tenants);
      if (why !== undefined) await drop(hook, why);
    }
  }

  function whyOver({ failingSince, tenantId }: Hook, tenants: ReadonlySet<string>): string | undefined {
    if (tenantId !== undefined && !tenants.has(tenantId)) return 'its tenant is gone';
    const tooLong = failingSince !== undefined && deps.now() - failingSince >= deps.failForMs;
    return tooLong ? 'nothing could be told to it for too long' : undefined;
  }

  async function drop({ id, tenantId, callbackUrl }: Hook, reason: string): Promise<void> {
    await removeHook(deps, id);
    const fields = { hook: id, tenant: tenantId, url: shownUrl(callbackUrl), reason };
    deps.log.error(fields, 'hooks: one of a front-end was dropped');
  }

  return {
    async round() {
      await clean();
      const [wanted, registrations] = [await wantedServers(deps), await deps.hooks.registrations()];
      if (wanted.size === 0 && registrations.length === 0) return asked.clear();
      const servers = await deps.servers.list();
      await forgetGone(deps, servers, registrations);
      for (const { id, online } of servers) if (!online) asked.delete(id);
      for (const server of servers) {
        if (!server.online || underWay.has(server.id) || underWay.size >= AT_ONCE) continue;
        const wants = wantsOf(server, wanted, registrations);
        if (isNothing(wants)) continue;
        if (isDue(server, wants)) begin(server, wants);
      }
    },
    async settled() {
      await Promise.all(underWay.values());
    },
  };
}

/** A server that was removed from the pool drops its hook itself, once we refuse what it says often enough. */
async function forgetGone(
  { hooks }: UpkeepDeps,
  servers: readonly Server[],
  registrations: readonly HookRegistration[],
): Promise<void> {
  const ids = new Set(servers.map(({ id }) => id));
  for (const { serverId, kind } of registrations)
    if (!ids.has(serverId)) await hooks.unregister(serverId, kind);
}

/** What is to be with a server. */
export function wantsOf(
  { id }: Pick<Server, 'id'>,
  wanted: Wanted,
  registrations: readonly HookRegistration[],
): ServerWants {
  const known = registrations.filter(({ serverId }) => serverId === id);
  const isKnown = (kind: string): boolean => known.some((one) => one.kind === kind);
  return {
    wanted: hookKinds.filter((kind) => isWanted(wanted, kind, id) || (wanted.has(kind) && isKnown(kind))),
    unwanted: hookKinds.filter((kind) => !wanted.has(kind) && isKnown(kind)),
    known,
  };
}

function whatOf({ wanted, unwanted }: ServerWants): string {
  return JSON.stringify([wanted, unwanted]);
}

function isNothing({ wanted, unwanted }: ServerWants): boolean {
  return wanted.length === 0 && unwanted.length === 0;
}
