/**
 * What the rules need of the cluster state. Every method is one round trip to the store and atomic
 * over processes. A store that cannot answer throws StoreUnavailable.
 */
import type { Meeting, MeetingRecord } from './meeting.ts';
import type { RosterStore } from './roster.ts';
import type { AdminState, HomeServer, NewServer, Server, ServerChange } from './server.ts';
import type { StrayStore } from './strays.ts';
import type { TagRequest } from './tags.ts';
import type { Tenant, TenantChange, TenantSetting } from './tenant.ts';
import type { UseLimit, UseStore } from './use.ts';

/** The store is down, too slow, or not migrated yet. `cause` keeps the driver's error. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** What is stored can be read, but nothing is written: its disk is full, say. */
export class StoreReadOnly extends StoreUnavailable {}

/** What a poll owns of a server, and what its decision rests on: compared before it is written. */
export type PollState = Pick<
  Server,
  'state' | 'online' | 'load' | 'loadMultiplier' | 'healthy' | 'unhealthy' | 'capacity' | 'awaitedUntil'
>;

/** What a poll writes; a field left out stays. */
export interface PollUpdate {
  readonly online: boolean;
  readonly healthy: number;
  readonly unhealthy: number;
  /** Given only to move a drained server from cordoned to disabled. */
  readonly state?: AdminState;
  /** undefined: it has no load any more; left out: as it was. */
  readonly load?: number | undefined;
  /** undefined: nobody waits for it any more. */
  readonly awaitedUntil?: number | undefined;
  readonly figures?: Pick<Server, 'meetings' | 'users' | 'largestMeeting' | 'videos'>;
}

export type PollResult =
  | { readonly kind: 'written' }
  /** Somebody else changed the server since it was read: decide again on `now`. */
  | { readonly kind: 'changed'; readonly now: PollState }
  /** It was removed meanwhile; nothing is written. */
  | { readonly kind: 'gone' };

export interface ServerStore {
  /** All servers, ordered by id. Ids whose record is missing are passed over. */
  list(): Promise<Server[]>;
  find(id: string): Promise<Server | undefined>;
  /** Adds it offline, and disabled unless it is to be enabled. False: the id is taken, nothing changed. */
  add(server: NewServer): Promise<boolean>;
  /** Undefined: no such server. */
  update(id: string, change: ServerChange): Promise<Server | undefined>;
  /** A known load moves with the state: enabled ↔ cordoned keep it, disabled drops it. */
  setState(id: string, state: AdminState): Promise<Server | undefined>;
  /** Removes it with its counters. False: there was none. */
  remove(id: string): Promise<boolean>;
  /**
   * Compare-and-set of a poll's outcome: written only while state, online, loadMultiplier, both
   * counters and awaitedUntil are as `expected`. The load is not compared but carried over: what was added to it since
   * `expected.load` was read (creates, joins) is added to the new one, so that no bump is lost. What its
   * capacity counts since the last poll goes on from there in the same way when new figures are written.
   */
  recordPoll(id: string, expected: PollState, next: PollUpdate): Promise<PollResult>;
  /** Nothing happens when the server is gone. */
  recordVersion(id: string, bbbVersion: string): Promise<void>;
  /** Placement tries it last for so long (seconds); 0 clears the mark. Shared by all processes. */
  suspect(id: string, seconds: number): Promise<void>;
  /** Ids that are suspect now. */
  suspects(): Promise<ReadonlySet<string>>;
}

export interface PlaceRequest {
  readonly meetingId: string;
  /** Undefined: no tenancy. A record of another tenant's is `foreign`. */
  readonly tenantId: string | undefined;
  /** Kept in a new record. */
  readonly moderatorPw: string;
  readonly tag: TagRequest;
  /** Numbers to claim, tried in order; one that already stands for this meeting is its own. */
  readonly voiceBridges: readonly string[];
  /** Lifetime of the record in seconds, set anew also when it is known. */
  readonly ttl: number;
  /** Seconds for which a create of a record made now counts as in flight. */
  readonly inFlightFor: number;
  /** Users expected, whom its server's load counts at once, at least 1 of them; left out: 1. */
  readonly size?: number;
  /** Servers not to choose: tried already in this request. */
  readonly exclude: readonly string[];
  /** Of meetings: a new record is made only below all of them, and counts; left out: none. */
  readonly limits?: readonly UseLimit[];
  /** Move: a record on exactly this server is placed anew, and its load there given back. */
  readonly from?: string;
}

/**
 * Whether BBB is known to have the meeting: `settled` yes (or as the Ruby system left it); `inFlight` a
 * create is under way; `unsure` its answer was lost or its process died: ask the server first.
 */
export type Creation = 'settled' | 'inFlight' | 'unsure';

export type Placement =
  /** A new record, or one that was moved: its load is counted (size × multiplier) and its creation in flight. */
  | { readonly kind: 'placed'; readonly meeting: Meeting; readonly server: HomeServer }
  /** `server` undefined: recorded on one that no longer exists. A missing voice bridge was claimed now. */
  | {
      readonly kind: 'known';
      readonly meeting: Meeting;
      readonly server: HomeServer | undefined;
      readonly creation: Creation;
    }
  /** On record for another tenant. */
  | { readonly kind: 'foreign' }
  /** No server fits; nothing is recorded or moved. `poolEmpty`: none is available at all, `exclude` aside. */
  | { readonly kind: 'unavailable'; readonly poolEmpty: boolean }
  /** A limit is reached; nothing is recorded. */
  | { readonly kind: 'limited'; readonly limit: UseLimit }
  /** None of the voice bridges was free; nothing is recorded. */
  | { readonly kind: 'noVoiceBridge' };

export interface Located {
  readonly meeting: Meeting;
  readonly server: HomeServer;
  /** The limit that a join has reached, which then counts nothing. */
  readonly limited?: UseLimit;
}

export interface LocateOptions {
  /** Only a meeting of this tenant's; undefined: whosoever's. */
  readonly tenantId?: string | undefined;
  /** Count a join: 1 × multiplier on the server's load, only if it is available. */
  readonly join?: boolean;
  /** Of users: a join counts only below all of them; left out: none. */
  readonly limits?: readonly UseLimit[];
}

export interface MeetingStore {
  /** A meeting with its server. Undefined: unknown, or its server no longer exists. */
  locate(id: string, options?: LocateOptions): Promise<Located | undefined>;
  /**
   * The living meeting that the first of these voice bridge numbers stands for, with its server. Undefined:
   * none of them does.
   */
  locateNumber(numbers: readonly string[]): Promise<Located | undefined>;
  /** Finds the meeting or places it: the one atomic step that keeps a meeting on one server. */
  place(request: PlaceRequest): Promise<Placement>;
  /**
   * Says how the creation of the meeting on its server went. A record that was lost meanwhile is written
   * again, for `ttl` seconds, without its number if that stands for another meeting now. False: the meeting
   * lives elsewhere by now, or its server is gone; nothing happens.
   */
  settle(meeting: Meeting, creation: 'settled' | 'unsure', ttl: number): Promise<boolean>;
  /**
   * Forgets record and voice bridge, if the record still stands on that server (undefined: whichever).
   * `release`: also takes `size` (left out: 1) × multiplier off the server's load (a meeting that never came to be).
   * `limits`: those it was placed under, of which it is taken off. False: nothing was there to forget.
   */
  forget(
    id: string,
    serverId: string | undefined,
    options?: { release?: boolean; size?: number; limits?: readonly UseLimit[] },
  ): Promise<boolean>;
  /** All records, in chunks of a few hundred, ids whose record has expired passed over. */
  records(): AsyncIterable<readonly MeetingRecord[]>;
  /** The records of these ids; unknown ones are left out. */
  find(ids: readonly string[]): Promise<MeetingRecord[]>;
  /** Sets the lifetime (seconds) of these records anew, if they still exist. */
  renew(ids: readonly string[], ttl: number): Promise<void>;
  /**
   * Clears what expired records left behind (ids in lists, voice bridge numbers). Numbers whose meeting
   * was never listed may belong to a create under way in another system: `look` is what the last sweep
   * returned, and only such numbers that were orphans then too are cleared.
   */
  sweep(
    look: ReadonlySet<string>,
  ): Promise<{ readonly cleared: number; readonly orphans: ReadonlySet<string> }>;
}

export interface TenantStore {
  list(): Promise<Tenant[]>;
  find(id: string): Promise<Tenant | undefined>;
  /** By name, lower-cased by the caller. */
  findByName(name: string): Promise<Tenant | undefined>;
  /** Of one tenant, in the order they were made where the store knows it. */
  settings(tenantId: string): Promise<TenantSetting[]>;
  /** False: its id, or its name in whatever letter case, is taken; nothing changed. */
  add(tenant: Tenant): Promise<boolean>;
  /** The tenant as it is now. `taken`: another one has that name; undefined: no such tenant. */
  update(id: string, change: TenantChange): Promise<Tenant | 'taken' | undefined>;
  /** Removes it with its settings. False: there was none. */
  remove(id: string): Promise<boolean>;
  /** The tenant is taken as given. */
  addSetting(setting: TenantSetting): Promise<void>;
  /** False: there was none. */
  removeSetting(id: string): Promise<boolean>;
}

/** One-time tokens of protected recordings. */
export interface TokenStore {
  put(token: string, value: { recordId: string; format: string }, ttlSeconds: number): Promise<void>;
  peek(token: string): Promise<{ recordId: string; format: string } | undefined>;
  /** Reads and spends it in one step: of two takers one gets it. */
  take(token: string): Promise<{ recordId: string; format: string } | undefined>;
}

/** Leases: who may do a thing now. A holder is a process's own random id. */
export interface LeaseStore {
  /** Takes or renews them; returns the names that are the holder's now. */
  acquire(names: readonly string[], holder: string, ttlMs: number): Promise<ReadonlySet<string>>;
  /** Gives back those that are the holder's. */
  release(names: readonly string[], holder: string): Promise<void>;
}

/** The cluster state of one installation. */
export interface ClusterStore {
  readonly servers: ServerStore;
  readonly meetings: MeetingStore;
  readonly tenants: TenantStore;
  readonly tokens: TokenStore;
  readonly leases: LeaseStore;
  readonly use: UseStore;
  readonly strays: StrayStore;
  readonly rosters: RosterStore;
  /** Brings the schema up to date; harmless when it is. One process at a time does it. */
  migrate(): Promise<void>;
  /** Resolves when the store can be used now; throws StoreUnavailable, or a plain Error that says what is wrong for good. */
  check(): Promise<void>;
  /** Why something was not written in the last two minutes; undefined: all was. Left out: it is not known. */
  readonly readOnly?: () => string | undefined;
  close(): Promise<void>;
}
