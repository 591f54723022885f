import type { DesiredServer } from './desired-servers.ts';
import type { Meeting } from './meeting.ts';
import type { Server, ServerChange } from './server.ts';

export const syncModes = ['keep', 'cordon', 'force'] as const;

/** How servers that the list does not name go: not at all, once they are empty, or at once. */
export type SyncMode = (typeof syncModes)[number];

/** One thing to do to the pool, and to tell of. */
export type SyncStep =
  | { readonly kind: 'create'; readonly id: string; readonly server: DesiredServer }
  | { readonly kind: 'update'; readonly id: string; readonly change: ServerChange }
  | { readonly kind: 'enable'; readonly id: string }
  /** It should not be enabled. */
  | { readonly kind: 'cordon'; readonly id: string }
  /** With `force` also when a meeting has come to it since the plan was made. */
  | { readonly kind: 'remove'; readonly id: string; readonly force: boolean }
  /** Not in the list, but mode keep leaves it. */
  | { readonly kind: 'keep'; readonly id: string }
  /** Not in the list and not empty: drained first. */
  | { readonly kind: 'drain'; readonly id: string }
  /** Not in the list and not empty: its meetings are ended. */
  | { readonly kind: 'evict'; readonly id: string; readonly meetings: readonly string[] };

export interface SyncInput {
  readonly servers: readonly Server[];
  readonly desired: readonly DesiredServer[];
  /** On record, by server id. */
  readonly meetings: ReadonlyMap<string, readonly Pick<Meeting, 'id'>[]>;
  readonly mode: SyncMode;
}

/** What is to be done, in order, to make the pool what the list says. Empty: nothing. */
export function planSync({ servers, desired, meetings, mode }: SyncInput): SyncStep[] {
  const known = new Map(servers.map((server) => [server.id, server]));
  const wanted = new Set(desired.map((server) => server.id));
  const unwanted = servers.filter((server) => !wanted.has(server.id));
  return [
    ...desired.flatMap((server) => towards(server, known.get(server.id))),
    ...unwanted.flatMap(({ id }) => away(id, meetings.get(id) ?? [], mode)),
  ];
}

function towards(desired: DesiredServer, known: Server | undefined): SyncStep[] {
  const { id } = desired;
  const steps: SyncStep[] = [];
  const change = known && difference(known, desired);
  if (!known) steps.push({ kind: 'create', id, server: desired });
  if (change && Object.keys(change).length > 0) steps.push({ kind: 'update', id, change });
  if (desired.enabled && known?.state !== 'enabled') steps.push({ kind: 'enable', id });
  if (!desired.enabled && known?.state === 'enabled') steps.push({ kind: 'cordon', id });
  return steps;
}

function difference(known: Server, desired: DesiredServer): ServerChange {
  return {
    ...(known.url !== desired.url && { url: desired.url }),
    ...(known.secret !== desired.secret && { secret: desired.secret }),
    ...(known.loadMultiplier !== desired.loadMultiplier && { loadMultiplier: desired.loadMultiplier }),
    ...((known.tag || undefined) !== desired.tag && { tag: desired.tag }),
  };
}

function away(id: string, meetings: readonly Pick<Meeting, 'id'>[], mode: SyncMode): SyncStep[] {
  if (mode === 'keep') return [{ kind: 'keep', id }];
  const remove: SyncStep = { kind: 'remove', id, force: mode === 'force' };
  if (meetings.length === 0) return [remove];
  if (mode === 'cordon') return [{ kind: 'drain', id }];
  return [{ kind: 'evict', id, meetings: meetings.map((meeting) => meeting.id) }, remove];
}
