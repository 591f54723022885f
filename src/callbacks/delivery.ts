import { StoreUnavailable } from '../cluster/ports.ts';
import { createAlarm } from './alarm.ts';
import { type Attempts, tryEvent } from './attempt.ts';
import { ENDS_KNOWN_MS, MEETING_ENDED } from './meeting-ended.ts';
import type { Claim, NewEvent, Retention } from './ports.ts';
import type { Outcome } from './rule.ts';
import { type SettleDeps, settle, type Tried } from './settle.ts';
import { createUnderWay } from './under-way.ts';

/** How often is looked what others added. */
const LOOK_MS = 1000;
/** Who dies loses its events to the others after so long. */
const LEASE_MS = 15_000;
/** Attempts under way in one process, and to one receiver from all of them. */
const MOST_AT_ONCE = 32;
const MOST_PER_RECEIVER = 4;
/** Of a stop: for attempts under way, before they are cut. */
const GRACE_MS = 5000;
const SWEEP_MS = 5 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Delivered ones are kept so that they can be looked up, and an event that comes again is known. */
const RETENTION: Retention = {
  deliveredMs: DAY_MS,
  longer: { kind: MEETING_ENDED, ms: ENDS_KNOWN_MS },
  failedMs: 30 * DAY_MS,
  mostFailed: 10_000,
};

export type DeliveryDeps = SettleDeps & Attempts;

/** The part of a process that sends what is in the outbox; any number of processes share the work. */
export interface Delivery {
  /** Keeps it and sends it soon. Throws StoreUnavailable. */
  add(event: NewEvent): Promise<void>;
  /** The same for all or none of them. */
  addAll(events: readonly NewEvent[]): Promise<void>;
  /**
   * Keeps it and tries it at once, unless so much is under way that it has to wait for its turn. Resolves when
   * it was tried, or else kept for later. Throws StoreUnavailable when it could be neither delivered nor kept.
   */
  deliver(event: NewEvent): Promise<void>;
  /**
   * Keeps it and sends it soon; where it can't be kept it is tried at once. Throws StoreUnavailable when it could
   * be neither delivered nor kept.
   */
  tell(event: NewEvent): Promise<void>;
  /** Begins to send what is there, and what others add. */
  start(): void;
  /** Twice is harmless. What was not sent is sent by others, or after the next start. */
  stop(): Promise<void>;
}

export function createDelivery(deps: DeliveryDeps): Delivery {
  const { store, holder, log } = deps;
  const { now } = deps.attempt;
  const kinds = Object.keys(deps.rules);
  const claim: Claim = { holder, leaseMs: LEASE_MS };
  const alarm = createAlarm();
  const underWay = createUnderWay(alarm.ring);
  const cut = new AbortController();
  let stopping = false;
  let sweptAt = now();

  const attempt = (event: NewEvent): Promise<Outcome> => tryEvent(deps, event, cut.signal);

  /** What can't be written down is sent again once its lease is over, with the same id. */
  async function carryOut(event: NewEvent & Tried): Promise<void> {
    const outcome = await attempt(event);
    try {
      await settle(deps, event, outcome);
    } catch (error) {
      log.warn({ event: event.id, reason: reasonOf(error) }, 'what came of a callback could not be noted');
    }
  }

  async function round(): Promise<void> {
    const limit = MOST_AT_ONCE - underWay.size;
    const events = await store.claim({ ...claim, kinds, limit, perReceiver: MOST_PER_RECEIVER });
    for (const event of events) void underWay.hold(event, carryOut(event));
    if (now() - sweptAt < SWEEP_MS) return;
    sweptAt = now();
    await store.sweep(RETENTION);
  }

  async function run(): Promise<void> {
    while (!stopping) {
      try {
        await round();
      } catch (error) {
        // That the database is away the store says itself.
        if (!(error instanceof StoreUnavailable))
          log.error({ err: error }, 'the outbox could not be looked after');
      }
      if (!stopping) await alarm.wait(LOOK_MS);
    }
  }

  const isFull = ({ receiver }: NewEvent): boolean =>
    stopping || underWay.size >= MOST_AT_ONCE || underWay.to(receiver) >= MOST_PER_RECEIVER;

  /** Without the outbox only a delivery now helps; of a burst no more than otherwise is under way. */
  async function deliverUnkept(event: NewEvent, away: unknown): Promise<void> {
    if (!(away instanceof StoreUnavailable) || isFull(event)) throw away;
    const attempted = attempt(event);
    await underWay.hold(
      event,
      attempted.then(() => {}),
    );
    if ((await attempted).kind === 'later') throw away;
  }

  let renewing: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  function start(): void {
    running ??= run();
    renewing ??= setInterval(() => {
      if (underWay.size > 0) store.renew(underWay.ids(), claim).catch(() => {});
    }, LEASE_MS / 3);
  }

  async function end(): Promise<void> {
    stopping = true;
    alarm.ring();
    await running;
    const timer = setTimeout(() => cut.abort(), GRACE_MS);
    await underWay.over();
    clearTimeout(timer);
    clearInterval(renewing);
  }

  async function addAll(events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    await store.add(events);
    alarm.ring();
  }

  const add = (event: NewEvent): Promise<void> => addAll([event]);

  let ended: Promise<void> | undefined;
  return {
    start,
    add,
    addAll,
    tell: (event) => add(event).catch((error: unknown) => deliverUnkept(event, error)),
    async deliver(event) {
      if (isFull(event)) return await add(event);
      try {
        await store.add([event], claim);
      } catch (error) {
        return await deliverUnkept(event, error);
      }
      await underWay.hold(event, carryOut({ ...event, attempts: 1, age: 0, receiverFailures: 0 }));
    },
    stop: () => {
      ended ??= end();
      return ended;
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
