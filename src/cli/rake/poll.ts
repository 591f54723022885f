import { CommandFailed } from '../output.ts';
import type { PollPart, Services } from '../services.ts';
import type { Task, TaskArgs } from './task.ts';

export const pollTasks: readonly Task[] = [
  { name: 'poll', args: ['interval'], about: 'Poll all servers again and again', run: poll },
  once('poll:all', 'all', 'Poll servers, meetings and versions once'),
  once('poll:servers', 'servers', 'Poll the servers once: load and health'),
  once('poll:meetings', 'meetings', 'Look once which meetings have ended'),
  once('poll:versions', 'versions', 'Ask the servers once for their BBB version'),
];

function once(name: string, part: PollPart, about: string): Task {
  return { name, about, run: (services) => services.pollOnce(part) };
}

async function poll(services: Services, [interval]: TaskArgs): Promise<void> {
  const config = await services.config();
  const pollIntervalMs = interval === undefined ? config.pollIntervalMs : milliseconds(interval);
  await services.untilStopped(await services.runPoller({ ...config, pollIntervalMs }));
}

function milliseconds(interval: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(interval) ? Number(interval) : 0;
  if (seconds > 0) return seconds * 1000;
  throw new CommandFailed(`Error: The interval must be a number of seconds above 0, not '${interval}'`);
}
