import { isYes } from '../../cluster/flag.ts';
import { CommandFailed } from '../output.ts';
import type { Services } from '../services.ts';
import type { Task, TaskArgs } from './task.ts';

export const watchTask: Task = {
  name: 'recordings:watch',
  args: ['force_polling', 'latency'],
  about: 'Import recordings as they come; force_polling: look every latency seconds, instead of being told',
  run: watch,
};

/** What is not given is as the variables say. */
async function watch(services: Services, [forcePolling, latency]: TaskArgs): Promise<void> {
  const config = await services.config();
  const polling = forcePolling === undefined ? config.recordingImportPoll : isYes(forcePolling);
  const everyMs = latency === undefined ? config.recordingImportPollIntervalMs : milliseconds(latency);
  const changed = { recordingImportPoll: polling, recordingImportPollIntervalMs: everyMs };
  await services.untilStopped(await services.runImporter({ ...config, ...changed }));
}

function milliseconds(latency: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(latency) ? Number(latency) : 0;
  if (seconds > 0 && seconds <= 86_400) return seconds * 1000;
  throw new CommandFailed(`Error: The latency must be a number of seconds above 0, not '${latency}'`);
}
