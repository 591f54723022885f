import type { Clock } from '../clock.ts';
import type { Courier } from '../courier.ts';
import type { Happening } from '../rooms.ts';
import { eventOf, type HookEvent } from './events.ts';
import { createHookQueue, type HookQueue } from './hook-queue.ts';
import type { WebhookSettings } from './settings.ts';

/** A URL that is told of events. */
export interface Hook {
  /** From 1; never used twice. */
  readonly id: number;
  readonly url: string;
  /** Undefined: of all meetings. */
  readonly meetingId: string | undefined;
  /** In lower case; empty: all events. */
  readonly eventIds: readonly string[];
  readonly getRaw: boolean;
  readonly isPermanent: boolean;
}

export type NewHook = Pick<Hook, 'url' | 'meetingId' | 'eventIds' | 'getRaw'>;

/** The hooks of one server, as its module bbb-webhooks keeps and calls them. */
export interface Webhooks {
  /** A URL is registered once; `known`: it was, and stays as it is. Undefined: there are too many. */
  create(hook: NewHook): { readonly hook: Hook; readonly known: boolean } | undefined;
  /** All, or those that hear of one meeting. */
  list(meetingId?: string): readonly Hook[];
  destroy(id: number): 'destroyed' | 'missing' | 'permanent';
  /** Tells those who want to hear of it. */
  publish(event: HookEvent): void;
  tell(happening: Happening): void;
  /** What waits is lost, and so are the hooks unless they are kept. */
  restart(): void;
  /** Calls nobody any more. */
  close(): void;
}

export interface WebhooksOptions {
  readonly settings: WebhookSettings;
  readonly clock: Clock;
  readonly courier: Pick<Courier, 'send' | 'hold'>;
  /** The host name of the server. */
  readonly domain: string;
  readonly secret: string;
}

interface Registered {
  readonly hook: Hook;
  queue: HookQueue;
  /** When it goes, since its meeting is over. */
  goneAt: number;
}

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { settings, clock } = options;
  const hooks = new Map<number, Registered>();
  let lastId = 0;
  let lastTimestamp = 0;

  function timestamp(): number {
    lastTimestamp = Math.max(clock.now(), lastTimestamp + 1);
    return lastTimestamp;
  }

  function queueOf({ id, url, isPermanent }: Hook): HookQueue {
    const { courier, domain, secret } = options;
    const onFailure = () => remove(id);
    return createHookQueue({ url, isPermanent, settings, courier, domain, secret, timestamp, onFailure });
  }

  function register(wanted: NewHook, isPermanent: boolean): Hook {
    lastId += 1;
    const hook = { ...wanted, id: lastId, isPermanent };
    hooks.set(hook.id, { hook, queue: queueOf(hook), goneAt: Number.POSITIVE_INFINITY });
    return hook;
  }

  function remove(id: number): void {
    hooks.get(id)?.queue.stop();
    hooks.delete(id);
  }

  function current(): Registered[] {
    const now = clock.now();
    for (const { hook, goneAt } of hooks.values()) if (now >= goneAt) remove(hook.id);
    return [...hooks.values()];
  }

  function hearing(meetingId: string): Registered[] {
    return current().filter(({ hook }) => hook.meetingId === undefined || hook.meetingId === meetingId);
  }

  function publish({ name, meetingId, mapped, raw }: HookEvent): void {
    for (const { hook, queue } of hearing(meetingId)) {
      if (hook.eventIds.length > 0 && !hook.eventIds.includes(name)) continue;
      queue.add(JSON.stringify(hook.getRaw ? raw : mapped), meetingId);
    }
  }

  /** A hook of one meeting outlives it by a while, unless the meeting begins anew. */
  function schedule({ name, room }: Happening): void {
    if (name !== 'meeting-ended' && name !== 'meeting-created') return;
    const goneAt =
      name === 'meeting-ended' ? clock.now() + settings.goneAfterEndMs : Number.POSITIVE_INFINITY;
    for (const registered of hooks.values()) {
      if (registered.hook.meetingId === room.settings.meetingId) registered.goneAt = goneAt;
    }
  }

  function registerPermanent(): void {
    for (const { url, getRaw } of settings.permanent)
      register({ url, getRaw, meetingId: undefined, eventIds: [] }, true);
  }

  registerPermanent();
  return {
    create(wanted) {
      const all = current();
      const known = all.find(({ hook }) => hook.url === wanted.url);
      if (known !== undefined) return { hook: known.hook, known: true };
      return all.length < settings.mostHooks ? { hook: register(wanted, false), known: false } : undefined;
    },
    list: (meetingId) => (meetingId === undefined ? current() : hearing(meetingId)).map(({ hook }) => hook),
    destroy(id) {
      const found = current().find(({ hook }) => hook.id === id);
      if (found === undefined) return 'missing';
      if (found.hook.isPermanent) return 'permanent';
      remove(id);
      return 'destroyed';
    },
    publish,
    tell(happening) {
      if (hooks.size === 0) return;
      publish(eventOf(happening, clock.now()));
      schedule(happening);
    },
    close() {
      for (const { queue } of hooks.values()) queue.stop();
    },
    restart() {
      for (const registered of hooks.values()) {
        registered.queue.stop();
        registered.queue = queueOf(registered.hook);
      }
      if (settings.keptAtRestart) return;
      hooks.clear();
      registerPermanent();
    },
  };
}
