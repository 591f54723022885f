import type { SyncDeps } from '../../cluster/apply-sync.ts';
import { isAwaited } from '../../cluster/awaited.ts';
import type { ClearOptions } from '../../cluster/clear-meetings.ts';
import { createEndOnServer } from '../../cluster/end-on-server.ts';
import { isYes } from '../../cluster/flag.ts';
import { panicServer } from '../../cluster/panic-server.ts';
import type { Server } from '../../cluster/server.ts';
import { isConfirmed, printable, say, warn } from '../output.ts';
import type { Services } from '../services.ts';
import { known } from './servers.ts';
import type { TaskArgs } from './task.ts';

/** `servers:disable`. Of one that is waited for, nobody is thrown out of a meeting: that is not asked about. */
export async function disable(services: Services, [id = '']: TaskArgs): Promise<void> {
  const { terminal } = services;
  say(terminal, `Disabling server ${id}...`);
  const { servers } = await services.store();
  const server = known(id, await servers.find(id));
  const isAway = isAwaited(server);
  if (!hasLoad(server) && !isAway) known(id, await servers.setState(id, 'disabled'));
  else if (isAway || (await agrees(services)))
    known(id, await panicServer(await clearDeps(services), id, told(services)));
  say(terminal, 'OK');
}

function hasLoad(server: Server): boolean {
  return server.load !== undefined && server.load > 0;
}

async function agrees({ terminal }: Services): Promise<boolean> {
  say(
    terminal,
    'WARNING: You are trying to disable a server with active load. You should use the cordon option if',
    '          you do not want to clear all the meetings',
    'If you still wish to continue please enter `yes`',
  );
  return isConfirmed(terminal);
}

/** `servers:panic` */
export async function panic(services: Services, [id = '', keepState, skipEndCalls]: TaskArgs): Promise<void> {
  say(services.terminal, `Panicking server ${id}...`);
  const options = { keepState: isYes(keepState), skipEndCalls: isYes(skipEndCalls), ...told(services) };
  known(id, await panicServer(await clearDeps(services), id, options));
  say(services.terminal, 'OK');
}

/** What clearing meetings needs of the store and of BBB. */
export async function clearDeps(services: Services): Promise<SyncDeps> {
  const { servers, meetings, strays } = await services.store();
  const { defaultMeetingTtl: meetingTtl } = await services.config();
  return { servers, meetings, strays, meetingTtl, end: createEndOnServer(await services.client()) };
}

function told({ terminal }: Services): ClearOptions {
  return {
    clearing: (meeting) => say(terminal, `Clearing Meeting id=${printable(meeting.id)}`),
    ...warned({ terminal }),
  };
}

/** The line for each meeting that could not be ended. */
export function warned({ terminal }: Pick<Services, 'terminal'>): Pick<ClearOptions, 'notEnded'> {
  return {
    notEnded: (meeting, reason) =>
      warn(terminal, `WARNING: Could not end meeting id=${printable(meeting.id)}: ${printable(reason)}`),
  };
}
