import { setTimeout as delay } from 'node:timers/promises';
import { createBoundedList } from './bounded-list.ts';
import type { Clock } from './clock.ts';
import { NotHere, type OutgoingRequest, type Transmitter } from './transmit.ts';

/** Why a simulated server sends something. */
export type SentKind = 'meetingEndedURL' | 'endCallbackUrl' | 'analytics' | 'hook';

/** Something to be sent, until it is taken or given up. */
export interface Letter extends OutgoingRequest {
  readonly kind: SentKind;
  readonly meetingId: string | undefined;
  /** Milliseconds before each further attempt. Default: that of the server. */
  readonly retriesMs?: readonly number[];
  /** Nobody needs it any more. */
  readonly signal?: AbortSignal;
}

/** What a simulated server sent, or tried to. */
export interface SentRequest {
  /** When it was first tried; milliseconds of the server's clock. */
  readonly at: number;
  readonly kind: SentKind;
  readonly meetingId: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly body: string | undefined;
  readonly attempts: number;
  /** Of the last attempt: `HTTP <status>`, or why there was no answer; undefined: not known yet. */
  readonly outcome: string | undefined;
}

/** Brings what one server has to tell to those who want to hear it. */
export interface Courier {
  /** Whether it was taken (HTTP 2xx) at last. Never rejects. */
  send(letter: Letter): Promise<boolean>;
  /** Oldest first; of one kind, or all. */
  list(kind?: SentKind): readonly SentRequest[];
  /** `settled` waits for this work too, which never rejects. */
  hold(work: Promise<unknown>): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  /** Loses what is under way, without a word. */
  lose(): void;
  /** While muted, all that would be sent is lost without a trace on the network. */
  mute(isMuted: boolean): void;
}

export interface CourierOptions {
  readonly clock: Clock;
  readonly transmitter: Pick<Transmitter, 'transmit'>;
  readonly retriesMs: readonly number[];
  /** Requests kept for `list`. */
  readonly logSize: number;
}

type Entry = { -readonly [K in keyof SentRequest]: SentRequest[K] };

export function createCourier({ clock, transmitter, retriesMs, logSize }: CourierOptions): Courier {
  const log = createBoundedList<Entry>(logSize);
  const underWay = new Set<Promise<unknown>>();
  let life = new AbortController();
  let isMuted = false;

  async function attempt(letter: Letter, entry: Entry, signal: AbortSignal): Promise<boolean> {
    entry.attempts += 1;
    if (isMuted) {
      entry.outcome = 'muted';
      return false;
    }
    try {
      const status = await transmitter.transmit(letter, signal);
      entry.outcome = `HTTP ${status}`;
      return status >= 200 && status < 300;
    } catch (error) {
      entry.outcome = reasonOf(error);
      if (error instanceof NotHere) throw error;
      return false;
    }
  }

  async function bring(letter: Letter, entry: Entry, signal: AbortSignal): Promise<boolean> {
    try {
      if (await attempt(letter, entry, signal)) return true;
      for (const ms of letter.retriesMs ?? retriesMs) {
        await delay(ms, undefined, { signal, ref: false });
        if (await attempt(letter, entry, signal)) return true;
      }
    } catch {
      // It cannot be brought at all, or the server is gone: the entry says so.
    }
    return false;
  }

  function hold(work: Promise<unknown>): void {
    underWay.add(work);
    void work.then(() => underWay.delete(work));
  }

  return {
    send(letter) {
      const { kind, meetingId, method, url, body } = letter;
      const first = { at: clock.now(), kind, meetingId, method, url, body, attempts: 0, outcome: undefined };
      log.add(first);
      const signal = letter.signal ? AbortSignal.any([life.signal, letter.signal]) : life.signal;
      const brought = bring(letter, first, signal);
      hold(brought);
      return brought;
    },
    hold,
    list: (kind) => log.list().filter((entry) => kind === undefined || entry.kind === kind),
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    lose() {
      life.abort();
      life = new AbortController();
    },
    mute(muted) {
      isMuted = muted;
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.message : 'unknown';
}
