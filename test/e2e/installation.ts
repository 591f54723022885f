import { onTestFinished } from 'vitest';
import type { ClusterStore } from '../../src/cluster/ports.ts';
import type { AdminState } from '../../src/cluster/server.ts';
import { loadConfig } from '../../src/config.ts';
import { openClusterStore, openDatabaseStore } from '../../src/store/index.ts';
import { freshDatabase, freshNamespace, runProcess, tempDir } from '../helpers/index.ts';

export const storeKinds = ['SQLite', 'PostgreSQL', 'Redis'] as const;

export type StoreKind = (typeof storeKinds)[number];

export interface Printed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An installation of the test's own, empty at first. */
export interface Pool {
  readonly env: Readonly<Record<string, string>>;
  /** What the programs see, opened by the test as well. */
  readonly store: ClusterStore;
  /** `bin/rake` with these tasks. */
  rake(...tasks: string[]): Promise<Printed>;
  /** The same with a text on stdin. */
  answer(input: string, ...tasks: string[]): Promise<Printed>;
  /** `bin/scalelite` with these arguments. */
  scalelite(...args: string[]): Promise<Printed>;
}

/** Removed when the test is over. */
export async function openPool(kind: StoreKind, settings: Record<string, string> = {}): Promise<Pool> {
  const directory = await tempDir();
  const env = { DATA_DIR: directory.path, ...(await variables(kind)), ...settings };
  const config = loadConfig(env);
  const store = await openClusterStore(config);
  const database = await openDatabaseStore(config);
  onTestFinished(async () => {
    await Promise.all([store.close(), database?.close()]);
    await directory.remove();
  });
  await store.migrate();
  await database?.migrate();
  const run = (command: string, args: readonly string[], input = '') =>
    runProcess({ command, args, env, input });
  return {
    env,
    store,
    rake: (...tasks) => run('bin/rake', tasks),
    answer: (input, ...tasks) => run('bin/rake', tasks, input),
    scalelite: (...args) => run('bin/scalelite', args),
  };
}

async function variables(kind: StoreKind): Promise<Record<string, string>> {
  if (kind === 'SQLite') return {};
  if (kind === 'PostgreSQL') {
    const database = await freshDatabase();
    onTestFinished(() => database.drop());
    return { DATABASE_URL: database.url };
  }
  const { url, namespace, clear } = freshNamespace();
  onTestFinished(() => clear());
  return { REDIS_URL: url, REDIS_NAMESPACE: namespace };
}

interface Wanted {
  readonly id: string;
  readonly url?: string;
  readonly secret?: string;
  readonly state?: AdminState;
  /** Given: it is online. */
  readonly load?: number;
  readonly loadMultiplier?: number;
  readonly tag?: string;
  readonly bbbVersion?: string;
  readonly figures?: { meetings: number; users: number; largestMeeting: number; videos: number };
}

/** Puts a server into the pool and brings it, as an operator and a poll would, into the wanted state. */
export async function addServer({ servers }: ClusterStore, wanted: Wanted): Promise<void> {
  const { id, load, loadMultiplier = 1, tag, figures } = wanted;
  const url = wanted.url ?? `https://${id}/bigbluebutton/api`;
  await servers.add({ id, url, secret: wanted.secret ?? `secret-of-${id}`, loadMultiplier, tag });
  const server = await servers.setState(id, wanted.state ?? 'enabled');
  if (wanted.bbbVersion !== undefined) await servers.recordVersion(id, wanted.bbbVersion);
  if (!server || (load === undefined && !figures)) return;
  await servers.recordPoll(id, server, {
    online: true,
    healthy: 0,
    unhealthy: 0,
    ...(load !== undefined && { load }),
    ...(figures && { figures }),
  });
}

/** The server goes offline, as a poll would see it, and is waited for. */
export async function takeAway(
  { servers }: ClusterStore,
  id: string,
  awaitedUntil = Date.now() + 600_000,
): Promise<void> {
  const server = await servers.find(id);
  if (!server) throw new Error(`no server ${id}`);
  const away = { online: false, healthy: 0, unhealthy: 0, load: undefined, awaitedUntil };
  await servers.recordPoll(id, server, away);
}

/** Records a meeting on the only available server. */
export async function placeMeeting(
  { meetings }: ClusterStore,
  meetingId: string,
  moderatorPw = 'pw',
): Promise<void> {
  const placement = await meetings.place({
    meetingId,
    moderatorPw,
    tenantId: undefined,
    tag: { tags: [undefined], required: false, text: '' },
    voiceBridges: [String(Math.floor(Math.random() * 1e9))],
    ttl: 3600,
    inFlightFor: 0,
    exclude: [],
  });
  if (placement.kind !== 'placed') throw new Error(`${meetingId} was not placed: ${placement.kind}`);
  await meetings.settle(placement.meeting, 'settled', 3600);
}

/** Lines as a program prints them. */
export function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

/** What a command prints that does its work. */
export function ok(...stdout: readonly string[]): Printed {
  return { code: 0, stdout: lines(...stdout), stderr: '' };
}
