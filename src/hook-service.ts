import { randomUUID } from 'node:crypto';
import type { BbbClient } from './bbb/client.ts';
import type { CallbackService } from './callback-service.ts';
import type { ToldEvents } from './callbacks/hooks/event.ts';
import { createListed } from './callbacks/hooks/listed.ts';
import { createHookNews } from './callbacks/hooks/news.ts';
import { createHookReceiver, type HookReceiver } from './callbacks/hooks/receiver.ts';
import { createHookRequests, type HookRequests, noHooks } from './callbacks/hooks/requests.ts';
import { createSpread } from './callbacks/hooks/spread.ts';
import { readPost, type ServerPost, takeHookPost } from './callbacks/hooks/take.ts';
import { createHookUpkeep, type UpkeepDeps } from './callbacks/hooks/upkeep.ts';
import { createWhose } from './callbacks/hooks/whose.ts';
import type { Log } from './cluster/log.ts';
import { meetingEnded, type ServerWatch } from './cluster/news.ts';
import { type ClusterStore, StoreUnavailable } from './cluster/ports.ts';
import type { Config } from './config.ts';
import type { DatabaseStore } from './operations/ports.ts';
import { startHookUpkeep } from './poller/hooks.ts';
import type { Running } from './workers.ts';

export interface HookServiceDeps {
  readonly config: Config;
  readonly log: Log;
  readonly store: ClusterStore;
  /** Undefined: there are no hooks. */
  readonly database: DatabaseStore | undefined;
  readonly client: BbbClient;
  readonly callbacks: Pick<CallbackService, 'mayCall'> & {
    readonly outbox: Pick<CallbackService['outbox'], 'addAll'>;
    readonly keeper: Pick<CallbackService['keeper'], 'find'>;
  };
}

/** What an API process has to do with hooks: what front-ends ask for, and what servers tell. */
export interface HookService {
  readonly hooks: HookRequests;
  readonly hookReceiver: HookReceiver | undefined;
  takeHookPost(post: ServerPost): Promise<boolean>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

const NO_DATABASE = 'The load balancer has no database (DB_DISABLED).';
const NO_ADDRESS = 'The load balancer does not know its own host name (URL_HOST).';

export function createHookService(deps: HookServiceDeps, watch: ServerWatch): HookService {
  const { config, log, store, database, client, callbacks } = deps;
  const { servers, meetings, tenants } = store;
  const receiver = createHookReceiver(config);
  const base = { servers, meetings, tenants, client, log, now: Date.now };
  const news = createHookNews({
    watch,
    log,
    meetingEnded: (ended) => meetingEnded({ ...base, watch, config }, ended),
  });
  /** What is news is so whether or not it can be told on. Undefined: it can't be read. */
  const hear = (post: ServerPost): ToldEvents | undefined => {
    const told = readPost(post);
    if (told) news.hear(post.serverId, told.events);
    return told;
  };
  if (database === undefined) {
    return {
      hooks: noHooks(NO_DATABASE),
      hookReceiver: receiver,
      takeHookPost: async (post) => hear(post) !== undefined,
      settled: news.settled,
    };
  }
  const { hooks } = database;
  const byTenant = config.multitenancyEnabled;
  const whose = createWhose({
    ...{ hooks, meetings, byTenant },
    urlsOf: callbacks.keeper.find,
    listed: createListed(base),
  });
  const spread = receiver ? createSpread({ ...base, hooks, receiver }) : async () => {};
  const refusal = receiver ? undefined : NO_ADDRESS;

  return {
    hooks: createHookRequests({
      hooks,
      outbox: database.outbox,
      refusal,
      mayCall: callbacks.mayCall,
      spread,
    }),
    hookReceiver: receiver,
    async takeHookPost(post) {
      const told = hear(post);
      if (told) await takeHookPost({ hooks, whose, byTenant, outbox: callbacks.outbox }, post, told);
      return told !== undefined;
    },
    settled: news.settled,
  };
}

/** What the poller's process has to do with hooks: that the servers have ours. */
export function startHooks(deps: HookServiceDeps): Running[] {
  const upkeepDeps = upkeepDepsOf(deps);
  if (upkeepDeps === undefined) return [];
  const upkeep = startHookUpkeep({ ...upkeepDeps, leases: deps.store.leases, holder: randomUUID() });
  const { promise: done, resolve } = Promise.withResolvers<void>();
  return [{ done, stop: () => upkeep.stop().then(resolve) }];
}

/** The same once, as a poll by hand does it. A database that is away is left to the next. */
export async function keepHooksOnce(deps: UpkeepServiceDeps): Promise<void> {
  const upkeepDeps = upkeepDepsOf(deps);
  if (upkeepDeps === undefined) return;
  const upkeep = createHookUpkeep(upkeepDeps);
  await upkeep.round().catch((error: unknown) => {
    if (!(error instanceof StoreUnavailable)) throw error;
  });
  await upkeep.settled();
}

interface UpkeepServiceDeps extends Pick<HookServiceDeps, 'config' | 'log' | 'client' | 'database'> {
  readonly store: Pick<ClusterStore, 'servers' | 'meetings' | 'tenants'>;
}

/** Undefined: there can be no hooks. */
function upkeepDepsOf({ config, log, store, database, client }: UpkeepServiceDeps): UpkeepDeps | undefined {
  const receiver = createHookReceiver(config);
  if (database === undefined || receiver === undefined) return undefined;
  const { servers, meetings, tenants } = store;
  const { hooks, outbox } = database;
  return {
    ...{ hooks, outbox, servers, meetings, tenants, client, log, receiver },
    intervalMs: config.pollIntervalMs,
    failForMs: config.callbackRetryForMs,
    now: Date.now,
  };
}
