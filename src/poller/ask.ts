import { type BbbClient, CallFailure, type CallRequest } from '../bbb/client.ts';
import { type ListedMeeting, readFields, readMeetings } from '../bbb/scanner.ts';
import type { ServerAddress } from '../cluster/server.ts';
import type { Slots } from './slots.ts';

/** Why a server counts as failed; few enough to count by. `waitTimeout`: not done within POLLER_WAIT_TIMEOUT. */
export type Cause = CallFailure['reason'] | 'waitTimeout' | 'notXml' | 'FAILED' | 'other';

export type Answer<T> =
  /** `askedAt`: our time when the request went out; `tookMs`: from then until the whole answer was there. */
  | { readonly kind: 'answered'; readonly askedAt: number; readonly tookMs: number; readonly value: T }
  | { readonly kind: 'failed'; readonly cause: Cause; readonly detail: string }
  /** The poller is stopping: nothing is known. */
  | { readonly kind: 'stopped' };

type Reading<T> = { readonly value: T } | { readonly cause: Cause; readonly detail: string };
type Reader<T> = (body: Buffer) => Reading<T>;

export interface Asker {
  /** Sends a call when there is a slot for it and reads the answer. Never rejects. */
  ask<T>(server: ServerAddress, request: CallRequest, read: Reader<T>): Promise<Answer<T>>;
  /** Aborts all that is under way and whatever is asked later. */
  stop(): void;
}

export interface AskerOptions {
  readonly client: BbbClient;
  readonly slots: Slots;
  readonly now: () => number;
  /** From being asked for, wait for a slot included (POLLER_WAIT_TIMEOUT). */
  readonly withinMs: number;
}

export function createAsker({ client, slots, now, withinMs }: AskerOptions): Asker {
  const running = new Set<AbortController>();
  let stopped = false;

  async function send<T>(
    server: ServerAddress,
    request: CallRequest,
    read: Reader<T>,
    signal: AbortSignal,
  ): Promise<Answer<T>> {
    let askedAt = now();
    let began = performance.now();
    let tookMs = 0;
    const reading = await slots.run(() => {
      askedAt = now();
      began = performance.now();
      return client.read(server, { ...request, signal }, (reply) => {
        tookMs = performance.now() - began;
        return read(reply);
      });
    }, signal);
    return 'value' in reading
      ? { kind: 'answered', askedAt, tookMs, ...reading }
      : { kind: 'failed', ...reading };
  }

  return {
    async ask(server, request, read) {
      if (stopped) return { kind: 'stopped' };
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), withinMs);
      running.add(controller);
      try {
        return await send(server, request, read, controller.signal);
      } catch (error) {
        if (stopped) return { kind: 'stopped' };
        return { kind: 'failed', ...causeOf(error, controller.signal.aborted) };
      } finally {
        clearTimeout(timer);
        running.delete(controller);
      }
    },
    stop() {
      stopped = true;
      for (const controller of running) controller.abort();
    },
  };
}

function causeOf(error: unknown, late: boolean): { cause: Cause; detail: string } {
  if (late) return { cause: 'waitTimeout', detail: 'no answer within POLLER_WAIT_TIMEOUT' };
  if (error instanceof CallFailure) return { cause: error.reason, detail: error.message };
  return { cause: 'other', detail: String(error) };
}

const NOT_XML = { cause: 'notXml', detail: 'the answer is not one of BBB' } as const;

/** What a getMeetings answer lists. */
export function readListing(body: Buffer): Reading<readonly ListedMeeting[]> {
  const reply = readMeetings(body);
  if (reply === undefined) return NOT_XML;
  const { returncode, messageKey } = reply.head;
  return returncode === 'SUCCESS' ? { value: reply.meetings } : refused(returncode, messageKey);
}

/** Direct children of a good answer. */
export function fieldReader(names: readonly string[]): Reader<Record<string, string | undefined>> {
  return (body) => {
    const fields = readFields(body, ['returncode', 'messageKey', ...names]);
    if (fields?.['returncode'] === undefined) return NOT_XML;
    return fields['returncode'] === 'SUCCESS'
      ? { value: fields }
      : refused(fields['returncode'], fields['messageKey']);
  };
}

function refused(returncode: string, messageKey: string | undefined): Reading<never> {
  return { cause: 'FAILED', detail: (messageKey || returncode).slice(0, 100) };
}
