import { type ClearOptions, clearMeetings } from './clear-meetings.ts';
import type { DesiredServer } from './desired-servers.ts';
import { disableServer } from './disable-server.ts';
import { type EvictDeps, evictServer } from './evict-server.ts';
import type { ServerStore } from './ports.ts';
import { meetingsOf } from './server-meetings.ts';
import type { SyncStep } from './sync-servers.ts';

export interface SyncDeps extends EvictDeps {
  readonly servers: Pick<ServerStore, 'find' | 'setState' | 'remove' | 'add' | 'update'>;
}

/**
 * Does the steps of a plan, one after the other, and tells `done` of each what came of it (that is the step
 * itself, but for what changed since the plan was made).
 */
export async function applySync(
  deps: SyncDeps,
  steps: readonly SyncStep[],
  done: (step: SyncStep) => void,
  options: Pick<ClearOptions, 'notEnded'>,
): Promise<void> {
  for (const step of steps) {
    if (step.kind === 'evict') await evict(deps, step, done, options);
    else if (step.kind === 'remove') done(await remove(deps, step, options));
    else done(await apply(deps, step));
  }
}

async function apply(deps: SyncDeps, step: SyncStep): Promise<SyncStep> {
  if (step.kind === 'create') await create(deps, step.server);
  if (step.kind === 'update') await deps.servers.update(step.id, step.change);
  if (step.kind === 'enable') await deps.servers.setState(step.id, 'enabled');
  if (step.kind === 'cordon' || step.kind === 'drain') await deps.servers.setState(step.id, 'cordoned');
  return step;
}

/**
 * When somebody else has just added it, it is brought to what the list says all the same. Throws a plain
 * Error when it can be neither added nor found: the store keeps something else under that id.
 */
async function create(deps: SyncDeps, { id, enabled: _, ...fields }: DesiredServer): Promise<void> {
  const added = await deps.servers.add({ id, ...fields });
  if (added || (await deps.servers.update(id, fields))) return;
  throw new Error(`Server id=${id} can't be used: the store keeps something else under that id`);
}

/** Without force it looks once more whether it is empty, after it was closed to new meetings. */
async function remove(
  deps: SyncDeps,
  step: Extract<SyncStep, { kind: 'remove' }>,
  options: Pick<ClearOptions, 'notEnded'>,
): Promise<SyncStep> {
  const { id, force } = step;
  if (!force) {
    const server = await deps.servers.find(id);
    if (server?.state === 'enabled') await deps.servers.setState(id, 'cordoned');
    if ((await meetingsOf(deps.meetings, id)).length > 0) return apply(deps, { kind: 'drain', id });
  }
  await evictServer(deps, id, options);
  return step;
}

async function evict(
  deps: SyncDeps,
  step: Extract<SyncStep, { kind: 'evict' }>,
  done: (step: SyncStep) => void,
  options: Pick<ClearOptions, 'notEnded'>,
): Promise<void> {
  const disabled = await disableServer(deps, step.id);
  const meetings = disabled?.meetings ?? [];
  done({ ...step, meetings: meetings.map(({ id }) => id) });
  if (disabled) await clearMeetings(deps, disabled.server, { ...options, leaving: true }, meetings);
}
