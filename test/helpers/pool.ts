import { randomUUID } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { type BbbClient, createBbbClient } from '../../src/bbb/client.ts';
import type { Log } from '../../src/cluster/log.ts';
import type { ClusterStore, Placement } from '../../src/cluster/ports.ts';
import type { AdminState, Server } from '../../src/cluster/server.ts';
import type { PollerDeps } from '../../src/poller/deps.ts';
import type { Fleet, FleetOptions } from '../../src/simulator/fleet.ts';
import { startFleet } from '../../src/simulator/fleet.ts';
import { openClusterStore, type StoreConfig } from '../../src/store/index.ts';
import { freshDatabase, freshNamespace } from './fresh.ts';
import { tempDir } from './temp-dir.ts';

export const STORES = ['SQLite', 'PostgreSQL', 'Redis'] as const;
export type StoreName = (typeof STORES)[number];

/** Seconds. */
export const MEETING_TTL = 3600;

/** A store with simulated servers in it, and what a poller of them needs. Gone when the test is over. */
export interface Pool {
  readonly store: ClusterStore;
  /** Where its data is. */
  readonly config: StoreConfig;
  readonly fleet: Fleet;
  readonly client: BbbClient;
  /** What was logged by all who took `deps`: `level: message`. */
  readonly logged: readonly string[];
  /** Each with a holder of its own. */
  deps(config?: Partial<PollerDeps['config']>): PollerDeps;
  /** The server as stored; fails the test when it is gone. */
  server(number?: number): Promise<Server>;
  /** Records a meeting on the only server that may take it, and makes its room there. */
  meeting(id: string, options?: { number?: number; room?: boolean; tenantId?: string }): Promise<void>;
  /** Where a meeting is on record. */
  home(id: string): Promise<string | undefined>;
  /** Opens the same data as another process would. */
  reopen(): Promise<ClusterStore>;
}

export interface PoolOptions {
  readonly store?: StoreName;
  /** Default 1. */
  readonly servers?: number;
  readonly fleet?: Partial<FleetOptions>;
  /** Default: enabled. */
  readonly state?: AdminState;
  readonly responseTimeoutMs?: number;
  /** Instead of a namespace of the run's Redis. */
  readonly redisUrl?: string;
}

export async function openPool(options: PoolOptions = {}): Promise<Pool> {
  const { store: name = 'SQLite', servers = 1, state = 'enabled' } = options;
  const config = await storeConfig(name, options.redisUrl);
  const open = async (): Promise<ClusterStore> => {
    const opened = await openClusterStore(config);
    onTestFinished(() => opened.close());
    await opened.migrate();
    return opened;
  };
  const store = await open();
  const fleet = await startFleet({ servers, ...options.fleet });
  onTestFinished(() => fleet.close());
  await addAll(store, fleet, state);
  const responseTimeoutMs = options.responseTimeoutMs ?? 2000;
  const client = createBbbClient({ hash: 'SHA256', connectTimeoutMs: 1000, responseTimeoutMs });
  onTestFinished(() => client.close());
  const logged: string[] = [];
  return {
    ...{ store, config, fleet, client, logged, reopen: open },
    deps: (change) => ({ ...depsOf(store, client, keepingLog(logged)), config: { ...CONFIG, ...change } }),
    server: (number = 1) => found(store, `sim-${number}`),
    meeting: (id, where = {}) => addMeeting(store, fleet, id, where),
    home: async (id) => (await store.meetings.find([id]))[0]?.meeting.serverId,
  };
}

const CONFIG: PollerDeps['config'] = {
  pollIntervalMs: 60_000,
  pollerThreads: 128,
  pollerWaitTimeoutMs: 10_000,
  serverHealthyThreshold: 1,
  serverUnhealthyThreshold: 2,
  loadMinUserCount: 15,
  loadJoinBufferTimeMs: 900_000,
  meetingGraceMs: 60_000,
  reattachGraceMs: 0,
  defaultMeetingTtl: MEETING_TTL,
  multitenancyEnabled: true,
};

function depsOf(store: ClusterStore, client: BbbClient, log: Log): Omit<PollerDeps, 'config'> {
  const { servers, meetings, leases, strays, rosters, use } = store;
  const parts = { servers, meetings, leases, strays, rosters, use };
  return { ...parts, client, log, now: Date.now, holder: randomUUID() };
}

function keepingLog(lines: string[]): Log {
  const at = (level: string) => (_fields: object, message: string) => void lines.push(`${level}: ${message}`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

async function storeConfig(name: StoreName, redisUrl: string | undefined): Promise<StoreConfig> {
  const where = { redisUrl: undefined, redisNamespace: '', databaseUrl: undefined, dataDir: '/nowhere' };
  const config = { ...where, defaultMeetingTtl: MEETING_TTL };
  if (name === 'SQLite') {
    const { path, remove } = await tempDir();
    onTestFinished(remove);
    return { ...config, dataDir: path };
  }
  if (name === 'PostgreSQL') {
    const { url, drop } = await freshDatabase(inject('postgresUrl'));
    onTestFinished(drop);
    return { ...config, databaseUrl: url };
  }
  const { url, namespace, clear } = freshNamespace(redisUrl);
  if (redisUrl === undefined) onTestFinished(clear);
  return { ...config, redisUrl: url, redisNamespace: namespace };
}

async function addAll({ servers }: ClusterStore, fleet: Fleet, state: AdminState): Promise<void> {
  for (const { id, url, secret } of fleet.servers) {
    await servers.add({ id, url, secret, loadMultiplier: 1, tag: undefined });
    await servers.setState(id, state);
  }
}

async function found({ servers }: ClusterStore, id: string): Promise<Server> {
  const server = await servers.find(id);
  if (!server) throw new Error(`no server ${id}`);
  return server;
}

let lastVoiceBridge = 500_000_000;

async function addMeeting(
  { meetings, servers }: ClusterStore,
  fleet: Fleet,
  id: string,
  { number = 1, room = true, tenantId }: { number?: number; room?: boolean; tenantId?: string },
): Promise<void> {
  const home = `sim-${number}`;
  const others = (await servers.list()).map((server) => server.id).filter((other) => other !== home);
  lastVoiceBridge += 1;
  const placement: Placement = await meetings.place({
    meetingId: id,
    tenantId,
    moderatorPw: `pw of ${id}`,
    tag: { tags: [undefined], required: true, text: '' },
    voiceBridges: [String(lastVoiceBridge)],
    ttl: MEETING_TTL,
    inFlightFor: 20,
    exclude: others,
  });
  if (placement.kind !== 'placed') throw new Error(`${id} was not placed: ${placement.kind}`);
  if (room) fleet.servers[number - 1]?.createRoom({ meetingId: id, moderatorPw: `pw of ${id}` });
}
