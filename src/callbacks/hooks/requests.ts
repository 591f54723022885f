import { errors } from '../../bbb/errors.ts';
import { originOf } from '../../cluster/sender.ts';
import type { Hook, HookStore, NewHook } from './ports.ts';
import { type RemoveDeps, removeHook } from './remove.ts';

/** What front-ends can ask for. */
export interface HookRequests {
  /** Registers it, once for each URL; it works on the servers that answer when it resolves. Throws BbbError. */
  create(wish: HookWish): Promise<{ readonly hook: Hook; readonly isNew: boolean }>;
  /** Theirs; those that hear of the meeting, when one is given. Throws StoreUnavailable. */
  list(tenantId: string | undefined, meetingId: string | undefined): Promise<readonly Hook[]>;
  /** Throws BbbError. */
  destroy(tenantId: string | undefined, hookId: string): Promise<void>;
}

export interface HookWish {
  readonly callbackUrl: string;
  readonly tenantId: string | undefined;
  readonly meetingId: string | undefined;
  /** With commas between them, as it was given. */
  readonly events: string | undefined;
  readonly raw: boolean;
  readonly signer: string;
}

export interface HookRequestDeps extends RemoveDeps {
  readonly hooks: HookStore;
  /** Why no hook can work, as a sentence for front-ends; undefined: they can. */
  readonly refusal?: string | undefined;
  /** Whether that address may be called at all. */
  readonly mayCall: (url: string) => boolean;
  /** Does on the servers what is wanted now, as far as they answer soon. Never rejects. */
  readonly spread: () => Promise<void>;
}

/** Of a tenant; more is a front-end that registers one again and again and never removes any. */
const MOST = 10_000;
const LONGEST_URL = 4000;

export function createHookRequests(deps: HookRequestDeps): HookRequests {
  const { hooks, refusal, mayCall, spread } = deps;
  return {
    async create(wish) {
      if (refusal !== undefined) throw errors.createHookError(refusal);
      const hook = hookOf(wish);
      if (!mayCall(hook.callbackUrl))
        throw errors.createHookError('Its callbackURL is an address that is not called.');
      const added = await hooks.add(hook);
      if (!added.isNew) return added;
      if ((await hooks.count({ tenantId: hook.tenantId })) > MOST) {
        await hooks.remove(added.hook.id);
        throw errors.createHookError('There are too many hooks.');
      }
      await spread();
      return added;
    },
    async list(tenantId, meetingId) {
      const all = await hooks.list({ tenantId });
      if (meetingId === undefined) return all;
      return all.filter((hook) => hook.meetingId === undefined || hook.meetingId === meetingId);
    },
    async destroy(tenantId, hookId) {
      if ((await removeHook(deps, hookId, { tenantId })) === undefined) throw errors.destroyMissingHook();
      await spread();
    },
  };
}

function hookOf({ callbackUrl, events = '', raw, meetingId, ...rest }: HookWish): NewHook {
  if (originOf(callbackUrl) === undefined)
    throw errors.createHookError('Its callbackURL is no http or https address.');
  if (callbackUrl.length > LONGEST_URL) throw errors.createHookError('Its callbackURL is too long.');
  const names = events.split(',').map((name) => name.trim().toLowerCase());
  return {
    ...rest,
    callbackUrl,
    meetingId,
    events: [...new Set(names.filter((name) => name !== ''))],
    kind: raw ? 'raw' : 'mapped',
  };
}

/** Where there can be no hooks: none is registered, and none was. `why`: a sentence for front-ends. */
export function noHooks(why: string): HookRequests {
  return {
    create: async () => {
      throw errors.createHookError(why);
    },
    list: async () => [],
    destroy: async () => {
      throw errors.destroyMissingHook();
    },
  };
}
