/** What an operator should look at now: pure, so that it is tested without a pool. */
import type { Output, Server } from '../api/calls.ts';
import type { Loaded } from '../state/use-call.ts';
import { statusOf } from './server-status.ts';

export type Alert =
  | { readonly kind: 'offline'; readonly server: string; readonly meetings: number }
  | { readonly kind: 'more-offline'; readonly count: number }
  | { readonly kind: 'none-available' }
  | { readonly kind: 'imports-failed'; readonly count: number; readonly name: string }
  | { readonly kind: 'callbacks-failed'; readonly count: number }
  | { readonly kind: 'callbacks-stuck'; readonly count: number; readonly receiver: string }
  | { readonly kind: 'versions'; readonly versions: readonly string[] };

export interface Watched {
  readonly servers: readonly Server[];
  /** Undefined: not known, for instance since there is no database. */
  readonly imports: Output<'import-queue.list'> | undefined;
  /** Those that were given up, and those that wait. */
  readonly failedCallbacks: Output<'callbacks.list'> | undefined;
  readonly waitingCallbacks: Output<'callbacks.list'> | undefined;
}

/** Of an answer: what is asked for is not there in this installation, such as what needs a database. */
const NOT_HERE = 412;

/** Why something can't be looked at now, though it is there; undefined: all of it can. */
export function failureIn(asked: readonly Loaded<unknown>[]): unknown {
  const errors = asked.flatMap((state) => (state.kind === 'failed' ? [state.error] : []));
  return errors.find((error) => Object(error).status !== NOT_HERE);
}

/** The most urgent first. */
export function alertsOf({ servers, imports, failedCallbacks, waitingCallbacks }: Watched): Alert[] {
  const offline = servers.filter((server) => statusOf(server) === 'offline');
  return [
    ...noneAvailable(servers),
    ...offline.slice(0, NAMED).map(({ id, meetings }): Alert => ({ kind: 'offline', server: id, meetings })),
    ...moreOffline(offline.length - NAMED),
    ...failedImports(imports),
    ...failed(failedCallbacks),
    ...stuck(waitingCallbacks),
    ...mixedVersions(servers),
  ];
}

/** Offline servers that are told of one by one. */
const NAMED = 5;

function moreOffline(count: number): Alert[] {
  return count > 0 ? [{ kind: 'more-offline', count }] : [];
}

function noneAvailable(servers: readonly Server[]): Alert[] {
  const some = servers.some((server) => statusOf(server) === 'ok');
  return servers.length > 0 && !some ? [{ kind: 'none-available' }] : [];
}

function failedImports(imports: Watched['imports']): Alert[] {
  const first = imports?.tars.find(({ state }) => state === 'failed');
  return first === undefined
    ? []
    : [{ kind: 'imports-failed', count: imports?.failed ?? 0, name: first.name }];
}

function failed(callbacks: Watched['failedCallbacks']): Alert[] {
  return callbacks && callbacks.failed > 0 ? [{ kind: 'callbacks-failed', count: callbacks.failed }] : [];
}

/** Tries after which a receiver that did not take it is worth a look. */
const TRIES = 3;

function stuck(callbacks: Watched['waitingCallbacks']): Alert[] {
  const tried = callbacks?.callbacks.filter(({ attempts }) => attempts >= TRIES) ?? [];
  const [first] = tried;
  return first === undefined
    ? []
    : [{ kind: 'callbacks-stuck', count: tried.length, receiver: first.receiver }];
}

/** Of servers in use; a patch more or less is no matter. */
function mixedVersions(servers: readonly Server[]): Alert[] {
  const used = servers.filter(({ state, bbb_version }) => state === 'enabled' && bbb_version !== null);
  const versions = new Set(used.map(({ bbb_version }) => /^\d+\.\d+/.exec(bbb_version ?? '')?.[0] ?? '?'));
  return versions.size > 1 ? [{ kind: 'versions', versions: [...versions].sort() }] : [];
}
