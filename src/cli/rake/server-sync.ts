import { applySync } from '../../cluster/apply-sync.ts';
import { decimal } from '../../cluster/decimal.ts';
import { type DesiredServer, InvalidServerList, readDesiredServers } from '../../cluster/desired-servers.ts';
import { isYes } from '../../cluster/flag.ts';
import type { ServerChange } from '../../cluster/server.ts';
import { meetingsByServer } from '../../cluster/server-meetings.ts';
import { planSync, type SyncMode, type SyncStep, syncModes } from '../../cluster/sync-servers.ts';
import { parseInput, readInput } from '../input.ts';
import { CommandFailed, printable, say } from '../output.ts';
import type { Services } from '../services.ts';
import { clearDeps, warned } from './clearing.ts';
import type { TaskArgs } from './task.ts';

/** `servers:sync`: makes the pool what a file says. All is checked before anything changes. */
export async function sync(services: Services, [path, mode, dryRun]: TaskArgs): Promise<void> {
  const { terminal } = services;
  if (path === undefined) throw new CommandFailed("ERROR: Missing 'path' parameter");
  const chosen = readMode(mode ?? 'cordon');
  const desired = desiredServers(parseInput(await readInput(terminal, path, 'ERROR: ')));
  const steps = await plan(services, desired, chosen);
  const print = (step: SyncStep) => say(terminal, ...stepLines(step));
  if (isYes(dryRun)) steps.forEach(print);
  else await applySync(await clearDeps(services), steps, print, warned(services));
}

function readMode(text: string): SyncMode {
  const mode = syncModes.find((candidate) => candidate === text);
  if (mode) return mode;
  throw new CommandFailed(`ERROR: Unknown sync mode '${text}' (choose: ${syncModes.join(' ')})`);
}

function desiredServers(document: unknown): DesiredServer[] {
  try {
    return readDesiredServers(document);
  } catch (error) {
    if (error instanceof InvalidServerList) throw new CommandFailed(`ERROR: ${error.message}`);
    throw error;
  }
}

async function plan(
  services: Services,
  desired: readonly DesiredServer[],
  mode: SyncMode,
): Promise<SyncStep[]> {
  const store = await services.store();
  const servers = await store.servers.list();
  return planSync({ servers, desired, meetings: await meetingsByServer(store.meetings), mode });
}

/** What a step prints, done or only planned. */
export function stepLines(step: SyncStep): string[] {
  return texts(step).map((text) => `[${step.id}] ${text}`);
}

function texts(step: SyncStep): string[] {
  switch (step.kind) {
    case 'create':
      return ['Server created'];
    case 'update':
      return changeTexts(step.change).map((text) => `Server updated: ${text}`);
    case 'enable':
      return ['Server enabled'];
    case 'cordon':
      return ['Server disabled (cordoned)'];
    case 'remove':
      return ['Server removed'];
    case 'keep':
      return ['Server not removed'];
    case 'drain':
      return ['Server not empty. Cordoned for removal'];
    case 'evict':
      return [
        'Server not empty. Ending meetings now...',
        ...step.meetings.map((id) => `Try to end meeting id=${printable(id)}`),
      ];
  }
}

function changeTexts(change: ServerChange): string[] {
  return [
    ...(change.url === undefined ? [] : [`url=${change.url}`]),
    ...(change.secret === undefined ? [] : ['secret=*****']),
    ...(change.loadMultiplier === undefined ? [] : [`load_multiplier=${decimal(change.loadMultiplier)}`]),
    ...('tag' in change ? [`tag=${change.tag ?? ''}`] : []),
  ];
}
