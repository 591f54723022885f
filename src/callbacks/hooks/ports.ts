/** What the rules of hooks need stored. A store that cannot answer throws StoreUnavailable. */

/** What a hook hears: events as bbb-webhooks makes them for others, or as BBB itself passes them about. */
export const hookKinds = ['mapped', 'raw'] as const;
export type HookKind = (typeof hookKinds)[number];

/** A front-end's wish to hear what goes on in meetings. */
export interface NewHook {
  readonly callbackUrl: string;
  /** Whose meetings it hears of; undefined: those of no tenant. */
  readonly tenantId: string | undefined;
  /** As the front-end calls it; undefined: all. */
  readonly meetingId: string | undefined;
  /** Names of events, in lower case; empty: all. */
  readonly events: readonly string[];
  readonly kind: HookKind;
  /** The fingerprint of the secret it was asked for with, which signs what it is told. */
  readonly signer: string;
}

/** Times are milliseconds since 1970 by the store's clock. */
export interface Hook extends NewHook {
  /** A number, as bbb-webhooks has them. */
  readonly id: string;
  readonly createdAt: number;
  /** Since when every attempt to tell it something has failed; undefined: the last one went well, or none was made. */
  readonly failingSince: number | undefined;
}

/** That a server tells us its events, as far as is known. */
export interface HookRegistration {
  readonly serverId: string;
  readonly kind: HookKind;
  /** What keeps it from doing so, in words; undefined: nothing, our hook is there. */
  readonly trouble: string | undefined;
}

/** One meeting of those that events are about; these things about it never change. */
export interface KnownMeeting {
  readonly serverId: string;
  /** BBB's own id of this one, which its next time gets a new one. */
  readonly internalId: string;
  /** As the stores and BBB call it. */
  readonly meetingId: string;
  /** Undefined: of no tenant. */
  readonly tenantId: string | undefined;
  /** What its tenant calls it, where that is something else. */
  readonly ownId: string | undefined;
}

/** Which servers hooks need, per kind. */
export interface HookNeeds {
  readonly kind: HookKind;
  /** Whether some hook hears of all meetings, or more hooks of one than were asked for. */
  readonly all: boolean;
  /** Of the hooks for one meeting, unless it is all. */
  readonly meetings: readonly Pick<Hook, 'tenantId' | 'meetingId'>[];
}

export interface HookStore {
  /** There is one for each callback URL of a tenant; the one that was there first stays as it is, but for its signer. */
  add(hook: NewHook): Promise<{ readonly hook: Hook; readonly isNew: boolean }>;
  /** In the order of their numbers; `owner` left out: everybody's. */
  list(owner?: { readonly tenantId: string | undefined }): Promise<Hook[]>;
  find(id: string): Promise<Hook | undefined>;
  /** How many there are; `owner` left out: whoever's. */
  count(owner?: { readonly tenantId: string | undefined }): Promise<number>;
  /** Those of that kind and these owners which hear of all meetings, or of one that has one of these ids. */
  interested(
    kind: HookKind,
    meetingIds: readonly string[],
    tenantIds: readonly (string | undefined)[],
  ): Promise<Hook[]>;
  /** What was removed; `owner` given: only if it is theirs. */
  remove(id: string, owner?: { readonly tenantId: string | undefined }): Promise<Hook | undefined>;
  /** Notes that it fails, from now on if it did not yet, or that it does not. */
  failing(id: string, fails: boolean): Promise<void>;
  /** Kinds that nobody needs are left out. `most`: hooks for one meeting that are told one by one. */
  needs(most: number): Promise<HookNeeds[]>;
  /** Servers that have a hook of ours, or should. */
  registrations(): Promise<HookRegistration[]>;
  register(registration: HookRegistration): Promise<void>;
  unregister(serverId: string, kind: HookKind): Promise<void>;
  /** Keeps these; what is known already stays, and is as if new for `prune`. */
  remember(meetings: readonly KnownMeeting[]): Promise<void>;
  recall(serverId: string, internalIds: readonly string[]): Promise<KnownMeeting[]>;
  /** Forgets meetings that were remembered longer ago. */
  prune(keepMs: number): Promise<void>;
}
