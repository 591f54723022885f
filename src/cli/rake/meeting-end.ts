import { clearEach } from '../../cluster/clear-meetings.ts';
import { isConfirmed, printable, say, warn } from '../output.ts';
import type { Services } from '../services.ts';
import { clearDeps, warned } from './clearing.ts';
import { findMeetings } from './meetings-found.ts';
import type { TaskArgs } from './task.ts';

/** `meetings:end` */
export async function end(services: Services, [ids]: TaskArgs): Promise<void> {
  const { terminal } = services;
  const store = await services.store();
  if (ids !== undefined) await findMeetings(store, ids);
  say(
    terminal,
    'WARNING: You are trying to clear active meetings.',
    'If you still wish to continue please enter `yes`',
  );
  if (await isConfirmed(terminal)) await clear(services, ids);
  say(terminal, 'OK');
}

async function clear(services: Services, ids: string | undefined): Promise<void> {
  const { terminal } = services;
  const found = await findMeetings(await services.store(), ids);
  if (found.length === 0) warn(terminal, 'No meetings to clear');
  const deps = await clearDeps(services);
  const clearing = (meeting: { readonly id: string }) =>
    warn(terminal, `Clearing Meeting id=${printable(meeting.id)}`);
  await clearEach(deps, found, { clearing, ...warned(services) });
}
