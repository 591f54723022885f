/** What the rules of the callbacks need stored. A store that cannot answer throws StoreUnavailable. */

export const eventStates = ['waiting', 'delivered', 'failed'] as const;
/** `failed`: given up, kept so that an operator may look at it and send it again. */
export type EventState = (typeof eventStates)[number];

export interface NewEvent {
  /** Told to the receiver, the same at every attempt. One whose id is known already is not added again. */
  readonly id: string;
  /** Which rule sends it. */
  readonly kind: string;
  /** Whom it goes to, for concurrency and circuit: scheme, host and port of its URL. */
  readonly receiver: string;
  /** What it is about, for operators: the id of a recording or of a meeting. */
  readonly subject: string;
  /** JSON: what the rule needs to write and sign it at sending time. Never a secret. */
  readonly payload: string;
}

/** Times are milliseconds since 1970 by the store's clock. */
export interface OutboxEvent extends NewEvent {
  /** Empty once it was delivered. */
  readonly payload: string;
  readonly state: EventState;
  /** An attempt is under way, or was when its process died. */
  readonly sending: boolean;
  /** Those begun, the one under way included. */
  readonly attempts: number;
  readonly createdAt: number;
  /** The next attempt; while one is under way: when it counts as lost. */
  readonly dueAt: number;
  /** When it was delivered or given up. */
  readonly finishedAt: number | undefined;
  /** What the last attempt met, in words. */
  readonly trouble: string | undefined;
}

/** An event without what it says, which may be large. */
export type ListedEvent = Omit<OutboxEvent, 'payload'>;

/** Milliseconds for which an event is one holder's; who dies loses it to the next. */
export interface Claim {
  /** A process's own random id. */
  readonly holder: string;
  readonly leaseMs: number;
}

export interface ClaimRequest extends Claim {
  /** Only these: an older version leaves alone what it does not know. */
  readonly kinds: readonly string[];
  /** At most so many in all. */
  readonly limit: number;
  /** At most so many under way for one receiver, over all processes (two that claim at once may exceed it). */
  readonly perReceiver: number;
}

export interface ClaimedEvent extends OutboxEvent {
  /** Milliseconds since it was added, or an operator had it sent again. */
  readonly age: number;
  /** Failures of its receiver in a row. */
  readonly receiverFailures: number;
}

export interface EventFilter {
  readonly state?: EventState | undefined;
  readonly kind?: string | undefined;
  readonly receiver?: string | undefined;
}

export interface Retention {
  readonly deliveredMs: number;
  /** Instead, of the kind whose events may come again later. */
  readonly longer: { readonly kind: string; readonly ms: number };
  readonly failedMs: number;
  /** Of those that were given up the latest so many. */
  readonly mostFailed: number;
}

/** How far behind the outbox is. */
export interface Backlog {
  /** Milliseconds since the oldest one that waits was added, or an operator had it sent again; undefined: none does. */
  readonly oldestMs: number | undefined;
  /** Receivers that are left alone for a while. */
  readonly openCircuits: number;
}

export interface OutboxStore {
  /** Adds them, due now; or as if claimed. */
  add(events: readonly NewEvent[], claim?: Claim): Promise<void>;
  /**
   * Takes due events, each receiver's oldest first, and counts an attempt of each. Receivers whose circuit is
   * open are passed over; one that has failed so often that it was opened gets one at a time.
   */
  claim(request: ClaimRequest): Promise<ClaimedEvent[]>;
  /** Sets the lease of these anew, as far as they are the holder's. */
  renew(ids: readonly string[], claim: Claim): Promise<void>;
  /** False, here and below: it is not the holder's any more. */
  delivered(id: string, holder: string): Promise<boolean>;
  postpone(id: string, holder: string, delayMs: number, trouble: string): Promise<boolean>;
  giveUp(id: string, holder: string, trouble: string): Promise<boolean>;
  /** Counts a failure of the receiver; returns how many there are in a row. */
  receiverFailed(receiver: string): Promise<number>;
  /** Nothing more goes to it for so long. */
  openCircuit(receiver: string, ms: number): Promise<void>;
  /** It answers: its failures are forgotten, and what waits for it is due in `ms` at the latest. */
  receiverAnswers(receiver: string, ms: number): Promise<void>;
  /** Newest first. `before`: the id of the last one of the page before. */
  list(
    filter: EventFilter,
    page: { readonly limit: number; readonly before?: string | undefined },
  ): Promise<ListedEvent[]>;
  find(id: string): Promise<OutboxEvent | undefined>;
  count(): Promise<Readonly<Record<EventState, number>>>;
  backlog(): Promise<Backlog>;
  /**
   * Makes it wait again, due now, with attempts counted anew; one event tries whether its receiver is back,
   * however long that was to be left alone. False: unknown, or delivered.
   */
  retry(id: string): Promise<boolean>;
  /** The same for all that were given up; returns how many. */
  retryFailed(filter: Omit<EventFilter, 'state'>): Promise<number>;
  /** False: unknown. An attempt under way is not stopped. */
  drop(id: string): Promise<boolean>;
  /** Drops all that waits for a receiver; attempts under way are not stopped. */
  dropFor(receiver: string): Promise<void>;
  /** Removes what is older, or more, than is to be kept. */
  sweep(retention: Retention): Promise<void>;
}
