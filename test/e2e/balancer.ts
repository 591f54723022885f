import { checksum } from '../../src/bbb/checksum.ts';
import { encodeParams } from '../../src/bbb/query.ts';
import type { ClusterStore } from '../../src/cluster/ports.ts';
import { loadConfig } from '../../src/config.ts';
import { type Fleet, type FleetOptions, startFleet } from '../../src/simulator/fleet.ts';
import { openClusterStore } from '../../src/store/index.ts';
import {
  type Child,
  freePort,
  freshDatabase,
  freshNamespace,
  startProcess,
  tempDir,
  waitForAnswer,
} from '../helpers/index.ts';

export const storeKinds = ['embedded', 'postgres', 'redis'] as const;
export type StoreKind = (typeof storeKinds)[number];

export const SECRET = 'a-secret-of-the-load-balancer';

const quiet = { debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

/** A balancer's stores, empty, as environment variables. */
interface StoreEnv {
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

async function freshStore(kind: StoreKind): Promise<StoreEnv> {
  const directory = await tempDir();
  const own = { DATA_DIR: directory.path, LOADBALANCER_SECRET: SECRET, LOG_LEVEL: 'warn' };
  if (kind === 'embedded') return { env: own, remove: () => directory.remove() };
  const database = await freshDatabase();
  const namespace = freshNamespace();
  const redis = { REDIS_URL: namespace.url, REDIS_NAMESPACE: namespace.namespace };
  return {
    env: { ...own, DATABASE_URL: database.url, ...(kind === 'redis' ? redis : {}) },
    remove: async () => {
      await Promise.all([database.drop(), namespace.clear(), directory.remove()]);
    },
  };
}

export interface BalancerOptions {
  readonly store?: StoreKind;
  readonly fleet?: FleetOptions;
  readonly env?: Readonly<Record<string, string>>;
  /** What else runs in its process; default: none. */
  readonly parts?: 'none' | 'poller';
}

/** A running balancer over simulated servers, all of them enabled and online with load 0. */
export interface Balancer {
  readonly fleet: Fleet;
  readonly store: ClusterStore;
  readonly process: Child;
  /** The environment it runs with; for `bin/rake` and further processes. */
  readonly env: Readonly<Record<string, string>>;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** The address of a signed call. */
  url(call: string, params?: Params, secret?: string): string;
  /** Makes a signed call, with GET unless said otherwise, and reads the answer. */
  call(call: string, params?: Params, init?: RequestInit): Promise<Reply>;
  /** The server that the record of a meeting names. */
  home(meetingId: string): Promise<string | undefined>;
  load(serverId: string): Promise<number | undefined>;
  close(): Promise<void>;
}

export type Params = Readonly<Record<string, string>>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly returncode: string | undefined;
  readonly key: string | undefined;
  readonly message: string | undefined;
}

export async function startBalancer(options: BalancerOptions = {}): Promise<Balancer> {
  const fleet = await startFleet({ servers: 2, ...options.fleet });
  const stored = await freshStore(options.store ?? 'embedded');
  const port = await freePort();
  const env = { ...stored.env, BIND: `tcp://127.0.0.1:${port}`, ...options.env };
  const store = await openClusterStore(loadConfig(env), quiet);
  await store.migrate();
  for (const server of fleet.servers) await bringOnline(store, server);
  const args = ['serve', '--with', options.parts ?? 'none'];
  const process = await startProcess({ command: 'bin/scalelite', args, env });
  const origin = `http://127.0.0.1:${port}`;
  // What its own URLs lead to, as DNS and the proxy in front of it would have it.
  const urlHost = options.env?.['URL_HOST'];
  if (urlHost !== undefined) fleet.route(urlHost, origin);
  await waitForAnswer(`${origin}/readyz`);
  const url = (call: string, params: Params = {}, secret = SECRET): string =>
    `${origin}/bigbluebutton/api/${call}?${sign(call, params, secret)}`;
  return {
    fleet,
    store,
    process,
    env,
    origin,
    url,
    call: async (call, params, init) => read(await fetch(url(call, params), { redirect: 'manual', ...init })),
    home: async (id) => (await store.meetings.locate(id))?.server.id,
    load: async (id) => (await store.servers.find(id))?.load,
    close: async () => {
      await process.stop();
      await Promise.all([fleet.close(), store.close()]);
      await stored.remove();
    },
  };
}

/** Adds a server as an operator and the poller would: enabled, online, with this load. */
export async function bringOnline(
  store: ClusterStore,
  server: { readonly id: string; readonly url: string; readonly secret: string },
  load = 0,
): Promise<void> {
  const { id, url, secret } = server;
  await store.servers.add({ id, url, secret, loadMultiplier: 1, tag: undefined });
  await store.servers.setState(id, 'enabled');
  const now = await store.servers.find(id);
  if (now === undefined) throw new Error(`${id} was not added`);
  await store.servers.recordPoll(id, now, { online: true, healthy: 0, unhealthy: 0, load });
}

export function sign(call: string, params: Params, secret: string): string {
  return signText(
    call,
    encodeParams(Object.entries(params).map(([name, value]) => ({ name, value }))),
    secret,
  );
}

/** A query string as it stands, with its checksum. */
export function signText(call: string, query: string, secret = SECRET): string {
  const signature = `checksum=${checksum('SHA256', call, query, secret)}`;
  return query === '' ? signature : `${query}&${signature}`;
}

export async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    returncode: field(text, 'returncode'),
    key: field(text, 'messageKey'),
    message: field(text, 'message'),
  };
}

/** The text of the first element of that name. */
export function field(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
