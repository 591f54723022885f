import { randomUUID } from 'node:crypto';
import { type AnalyticsEvent, passOnAnalytics } from './callbacks/analytics.ts';
import { createDelivery, type Delivery } from './callbacks/delivery.ts';
import { HOOK } from './callbacks/hooks/payload.ts';
import { hookRule } from './callbacks/hooks/tell.ts';
import { createKeeper, type Keeper } from './callbacks/keeper.ts';
import { rules } from './callbacks/rules.ts';
import type { Log } from './cluster/log.ts';
import type { ClusterStore } from './cluster/ports.ts';
import type { Sender } from './cluster/sender.ts';
import { secretsInForce } from './cluster/tenant-own.ts';
import type { Config } from './config.ts';
import type { DatabaseStore } from './operations/ports.ts';
import { createAddressGuard } from './outgoing/addresses.ts';
import { createSender } from './outgoing/sender.ts';
import { memoryCallbackData } from './store/memory/callback-data.ts';
import { memoryOutbox } from './store/memory/outbox.ts';
import { countedRules } from './telemetry/callback-attempts.ts';
import type { Tally } from './telemetry/tally.ts';
import type { Running } from './workers.ts';

/** Without a database: what waits, and for how many meetings URLs are known. */
const MOST_IN_MEMORY = 10_000;

/** How often a front-end may send a callback on. */
const REDIRECTS = 3;

/** All that a process has to do with telling others something. Every process that serves, polls or imports runs it. */
export interface CallbackService {
  readonly outbox: Delivery;
  readonly keeper: Keeper;
  /** For the addresses that operators give; front-ends' own go through the outbox. */
  readonly sender: Sender;
  /** Whether a URL that a front-end gives is one that is called. */
  readonly mayCall: (url: string) => boolean;
  passOnAnalytics(event: AnalyticsEvent): Promise<void>;
  /** Sends what is in the outbox, whoever put it there. */
  run(): Running;
  /** To be called when nobody adds anything any more; twice is harmless. */
  close(): Promise<void>;
}

export interface CallbackServiceDeps {
  readonly config: Config;
  readonly log: Log;
  readonly store: Pick<ClusterStore, 'tenants'>;
  /** Undefined: all is kept in memory and ends with the process. */
  readonly database: Pick<DatabaseStore, 'outbox' | 'callbackData' | 'hooks'> | undefined;
  /** Counts what is tried. */
  readonly tally: Tally;
}

export function createCallbacks({
  config,
  log,
  store,
  database,
  tally,
}: CallbackServiceDeps): CallbackService {
  const { connectTimeoutMs, callbackTimeoutMs: timeoutMs, callbackRetryForMs: retryForMs } = config;
  const sender = createSender({ connectTimeoutMs, timeoutMs });
  const guard = createAddressGuard({ denyPrivate: config.callbackDenyPrivate });
  const toFrontEnds = createSender({ connectTimeoutMs, timeoutMs, redirects: REDIRECTS, guard });
  const keeper = createKeeper(database?.callbackData ?? memoryCallbackData(MOST_IN_MEMORY), log);
  const outbox = createDelivery({
    store: database?.outbox ?? memoryOutbox({ now: Date.now, most: MOST_IN_MEMORY }),
    rules: countedRules(database ? { ...rules, [HOOK]: hookRule(database.hooks) } : rules, tally),
    attempt: {
      sender: toFrontEnds,
      secretsOf: secretsOf(config, store),
      jwtHash: jwtHash(config),
      now: Date.now,
    },
    holder: randomUUID(),
    retryForMs,
    random: Math.random,
    log,
  });
  return {
    outbox,
    keeper,
    sender,
    mayCall: toFrontEnds.mayCall,
    passOnAnalytics: (event) => passOnAnalytics({ outbox, urlsOf: keeper.find }, event),
    run() {
      const { promise: done, resolve } = Promise.withResolvers<void>();
      outbox.start();
      return { done, stop: () => outbox.stop().then(resolve) };
    },
    async close() {
      await Promise.all([outbox.stop(), keeper.stop()]);
      await Promise.all([sender.close(), toFrontEnds.close()]);
    },
  };
}

/** The secrets of a tenant open its front-end; without tenancy all front-ends know the load balancer's. */
function secretsOf({ multitenancyEnabled, secrets }: Config, { tenants }: CallbackServiceDeps['store']) {
  return async (tenantId: string | undefined): Promise<readonly string[] | undefined> => {
    if (!multitenancyEnabled || tenantId === undefined) return secrets;
    const tenant = await tenants.find(tenantId);
    return tenant && secretsInForce(tenant, Date.now());
  };
}

/** Front-ends read recording-ready as HS256, unless that hash is not allowed. */
function jwtHash({ checksumAlgorithms: allowed }: Config): 'HS256' | 'HS512' {
  return !allowed.includes('SHA256') && allowed.includes('SHA512') ? 'HS512' : 'HS256';
}
