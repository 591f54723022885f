import { perReceiver } from '../../callbacks/circuit.ts';
import type {
  Claim,
  ClaimedEvent,
  ClaimRequest,
  EventFilter,
  ListedEvent,
  NewEvent,
  OutboxEvent,
  OutboxStore,
} from '../../callbacks/ports.ts';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { createQueue } from './outbox-queue.ts';

interface Kept extends NewEvent {
  payload: string;
  state: OutboxEvent['state'];
  holder: string | undefined;
  attempts: number;
  readonly createdAt: number;
  begunAt: number;
  dueAt: number;
  finishedAt: number | undefined;
  trouble: string | undefined;
}

interface Circuit {
  failures: number;
  openUntil: number;
}

export interface MemoryOutboxOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Of this many that wait none more is taken (StoreUnavailable). */
  readonly most: number;
}

/** An outbox that ends with its process: what there is without a database. */
export function memoryOutbox({ now, most }: MemoryOutboxOptions): OutboxStore {
  const events = new Map<string, Kept>();
  const circuits = new Map<string, Circuit>();
  const queue = createQueue<Kept>();
  const waiting = () => queue.all();
  const held = (id: string, holder: string): Kept | undefined => {
    const event = events.get(id);
    return event?.state === 'waiting' && event.holder === holder ? event : undefined;
  };
  const change = (event: Kept | undefined, fields: Partial<Kept>): boolean => {
    if (event === undefined) return false;
    Object.assign(event, { holder: undefined }, fields);
    queue.remove(event);
    if (event.state === 'waiting') queue.add(event);
    return true;
  };
  const anew = (event: Kept): boolean => {
    const circuit = circuits.get(event.receiver);
    if (circuit) circuit.openUntil = 0;
    return change(event, {
      state: 'waiting',
      attempts: 0,
      begunAt: now(),
      dueAt: now(),
      finishedAt: undefined,
      trouble: undefined,
    });
  };

  function add(event: NewEvent, claim: Claim | undefined): void {
    if (events.has(event.id)) return;
    if (queue.size >= most)
      throw new StoreUnavailable('too much waits to be told to others, and there is no database');
    const kept: Kept = {
      ...event,
      state: 'waiting',
      holder: claim?.holder,
      attempts: claim ? 1 : 0,
      createdAt: now(),
      begunAt: now(),
      dueAt: now() + (claim?.leaseMs ?? 0),
      finishedAt: undefined,
      trouble: undefined,
    };
    events.set(event.id, kept);
    queue.add(kept);
  }

  function take(event: Kept, request: ClaimRequest, time: number): ClaimedEvent {
    const { holder, leaseMs } = request;
    change(event, { holder, dueAt: time + leaseMs, attempts: event.attempts + 1 });
    const { failures = 0 } = circuits.get(event.receiver) ?? {};
    return { ...shown(event), age: time - event.begunAt, receiverFailures: failures };
  }

  /** How many more may go to a receiver to which so many are under way. */
  function roomAt(receiver: string, underWay: number, request: ClaimRequest, time: number): number {
    const { failures = 0, openUntil = 0 } = circuits.get(receiver) ?? {};
    return openUntil > time ? 0 : perReceiver(request.perReceiver, receiver, failures) - underWay;
  }

  function claim(request: ClaimRequest): ClaimedEvent[] {
    const claimed: ClaimedEvent[] = [];
    if (request.limit <= 0) return claimed;
    const time = now();
    for (const { receiver, events: due, underWay } of queue.due(time)) {
      const room = Math.min(roomAt(receiver, underWay, request, time), request.limit - claimed.length);
      for (const event of firstOf(due, room, ({ kind }) => request.kinds.includes(kind)))
        claimed.push(take(event, request, time));
    }
    return claimed;
  }

  /** Keeps the latest so many of a state, for as long as each is to be kept. */
  function sweep(state: OutboxEvent['state'], count: number, keepMs: (kind: string) => number): void {
    const finished = [...events.values()]
      .filter((event) => event.state === state)
      .sort((one, other) => (other.finishedAt ?? 0) - (one.finishedAt ?? 0));
    for (const [rank, event] of finished.entries())
      if (rank >= count || (event.finishedAt ?? 0) < now() - keepMs(event.kind)) events.delete(event.id);
  }

  return {
    async add(added, claim) {
      for (const event of added) add(event, claim);
    },
    claim: async (request) => claim(request),
    async renew(ids, { holder, leaseMs }) {
      for (const id of ids) change(held(id, holder), { holder, dueAt: now() + leaseMs });
    },
    delivered: async (id, holder) =>
      change(held(id, holder), {
        state: 'delivered',
        payload: '',
        finishedAt: now(),
        trouble: undefined,
      }),
    postpone: async (id, holder, delayMs, trouble) =>
      change(held(id, holder), { dueAt: now() + delayMs, trouble }),
    giveUp: async (id, holder, trouble) =>
      change(held(id, holder), { state: 'failed', finishedAt: now(), trouble }),
    async receiverFailed(receiver) {
      const failures = (circuits.get(receiver)?.failures ?? 0) + 1;
      circuits.set(receiver, { failures, openUntil: circuits.get(receiver)?.openUntil ?? 0 });
      return failures;
    },
    async openCircuit(receiver, ms) {
      const circuit = circuits.get(receiver);
      if (circuit) circuit.openUntil = now() + ms;
    },
    async receiverAnswers(receiver, ms) {
      circuits.delete(receiver);
      for (const event of waiting())
        if (event.receiver === receiver && event.holder === undefined)
          event.dueAt = Math.min(event.dueAt, now() + ms);
    },
    list: async (filter, { limit, before }) => {
      const newest = [...events.values()].reverse();
      const from = before === undefined ? 0 : newest.findIndex(({ id }) => id === before) + 1;
      if (before !== undefined && from === 0) return [];
      return newest
        .slice(from)
        .filter((event) => matches(event, filter))
        .slice(0, limit)
        .map(listed);
    },
    find: async (id) => {
      const event = events.get(id);
      return event && shown(event);
    },
    count: async () => {
      const counts = { waiting: 0, delivered: 0, failed: 0 };
      for (const { state } of events.values()) counts[state] += 1;
      return counts;
    },
    backlog: async () => {
      const since = waiting().map(({ begunAt }) => begunAt);
      const open = [...circuits.values()].filter(({ openUntil }) => openUntil > now());
      return {
        oldestMs: since.length === 0 ? undefined : now() - Math.min(...since),
        openCircuits: open.length,
      };
    },
    retry: async (id) => {
      const event = events.get(id);
      return event !== undefined && event.state !== 'delivered' && anew(event);
    },
    retryFailed: async (filter) => {
      const failed = [...events.values()].filter((event) => matches(event, { ...filter, state: 'failed' }));
      return failed.filter(anew).length;
    },
    drop: async (id) => {
      const event = events.get(id);
      if (event) queue.remove(event);
      return events.delete(id);
    },
    async dropFor(receiver) {
      for (const event of waiting()) {
        if (event.receiver !== receiver || event.holder !== undefined) continue;
        queue.remove(event);
        events.delete(event.id);
      }
    },
    async sweep({ deliveredMs, longer, failedMs, mostFailed }) {
      sweep('delivered', most, (kind) => (kind === longer.kind ? longer.ms : deliveredMs));
      sweep('failed', mostFailed, () => failedMs);
      const wanted = new Set(waiting().map(({ receiver }) => receiver));
      for (const [receiver, { openUntil }] of circuits)
        if (!wanted.has(receiver) && openUntil < now()) circuits.delete(receiver);
    },
  };
}

function firstOf<Item>(items: Iterable<Item>, most: number, wanted: (item: Item) => boolean): Item[] {
  const found: Item[] = [];
  for (const item of items) {
    if (found.length >= most) break;
    if (wanted(item)) found.push(item);
  }
  return found;
}

function shown({ holder, begunAt: _, ...event }: Kept): OutboxEvent {
  return { ...event, sending: holder !== undefined };
}

function listed(event: Kept): ListedEvent {
  const { payload: _, ...rest } = shown(event);
  return rest;
}

function matches(event: Kept, filter: EventFilter): boolean {
  return (['state', 'kind', 'receiver'] as const).every(
    (field) => filter[field] === undefined || filter[field] === event[field],
  );
}
