import { afterEach, beforeEach, expect } from 'vitest';
import type { CapacityChange } from '../../cluster/capacity.ts';
import type { ClusterStore, Placement, PlaceRequest, PollUpdate } from '../../cluster/ports.ts';
import type { AdminState, Server } from '../../cluster/server.ts';
import type { Tenant, TenantSetting } from '../../cluster/tenant.ts';
import type { StoreConfig } from '../index.ts';

/** Seconds; stores under test are opened with it as their meeting TTL. */
export const MEETING_TTL = 86_400;

/** How long to wait for what is due in a moment, on a busy machine. */
export const SOON = { timeout: 10_000 };

/** A store under test, empty when opened, and what the suites can't do through its ports. */
export interface Subject {
  readonly store: ClusterStore;
  /** With it another process opens the same data. */
  readonly config: StoreConfig;
  addTenant(tenant: Tenant): Promise<void>;
  addSetting(setting: TenantSetting): Promise<void>;
  /** Lets a meeting's record expire as time would, leaving behind what expiry leaves behind. */
  expire(meetingId: string): Promise<void>;
  /** Closes the store and removes its data. */
  cleanup(): Promise<void>;
}

export type OpenSubject = () => Promise<Subject>;

/** Gives each test of a suite a subject of its own. */
export function subjectOf(open: OpenSubject): () => Subject {
  let current: Subject | undefined;
  beforeEach(async () => {
    current = await open();
  });
  afterEach(async () => {
    await current?.cleanup();
    current = undefined;
  });
  return () => {
    if (!current) throw new Error('no subject outside of a test');
    return current;
  };
}

interface Wanted {
  readonly id: string;
  readonly load?: number;
  readonly tag?: string | undefined;
  readonly loadMultiplier?: number;
  readonly state?: AdminState;
  readonly capacity?: CapacityChange;
  readonly figures?: NonNullable<PollUpdate['figures']>;
}

/** Adds a server and brings it, as an operator and a poll would, into the wanted state. */
export async function addServer(store: ClusterStore, wanted: Wanted): Promise<Server> {
  const { id, tag, loadMultiplier = 1, state = 'enabled', capacity, figures } = wanted;
  const url = `https://${id}.example.com/bigbluebutton/api`;
  const secret = `secret of ${id}`;
  await store.servers.add({ id, url, secret, loadMultiplier, tag, ...(capacity && { capacity }) });
  await store.servers.setState(id, state);
  const server = await known(store, id);
  await store.servers.recordPoll(id, server, {
    online: true,
    healthy: 0,
    unhealthy: 0,
    ...(state !== 'disabled' && { load: wanted.load ?? 0 }),
    ...(figures && { figures }),
  });
  return known(store, id);
}

/** The server as stored; fails the test when there is none. */
export async function known(store: ClusterStore, id: string): Promise<Server> {
  const server = await store.servers.find(id);
  if (!server) throw new Error(`no server ${id}`);
  return server;
}

export async function loadOf(store: ClusterStore, id: string): Promise<number | undefined> {
  return (await known(store, id)).load;
}

let lastNumber = 100_000_000;

/** Voice bridges that no other call of this returned. */
export function freshNumbers(count: number): string[] {
  return Array.from({ length: count }, () => String(++lastNumber));
}

/** A request for an untagged server, changed as told. */
export function request(meetingId: string, change: Partial<PlaceRequest> = {}): PlaceRequest {
  return {
    meetingId,
    tenantId: undefined,
    moderatorPw: 'moderator',
    tag: { tags: [undefined], required: true, text: '' },
    voiceBridges: freshNumbers(3),
    ttl: MEETING_TTL,
    inFlightFor: 30,
    exclude: [],
    ...change,
  };
}

/** The placement if it is of that kind; fails the test else. */
export function as<K extends Placement['kind']>(
  kind: K,
  placement: Placement,
): Extract<Placement, { kind: K }> {
  expect(placement.kind).toBe(kind);
  return placement as Extract<Placement, { kind: K }>;
}

/** Places a meeting that must find a server. */
export async function place(store: ClusterStore, meetingId: string, change: Partial<PlaceRequest> = {}) {
  return as('placed', await store.meetings.place(request(meetingId, change)));
}

/** Places many meetings, no more at once than a store's connections serve in good time. */
export async function placeAll(store: ClusterStore, meetingIds: readonly string[]): Promise<void> {
  for (let from = 0; from < meetingIds.length; from += 50) {
    await Promise.all(meetingIds.slice(from, from + 50).map((id) => place(store, id)));
  }
}
