import { CommandFailed, say } from './output.ts';
import { databaseTasks } from './rake/database.ts';
import { meetingTasks } from './rake/meetings.ts';
import { pollTasks } from './rake/poll.ts';
import { recordingTasks } from './rake/recordings.ts';
import { watchTask } from './rake/recordings-watch.ts';
import { serverTasks } from './rake/servers.ts';
import type { Task, TaskArgs } from './rake/task.ts';
import { tenantSettingTasks } from './rake/tenant-settings.ts';
import { tenantTasks } from './rake/tenants.ts';
import { parseTaskCall, type TaskCall } from './rake-arguments.ts';
import type { Services } from './services.ts';
import { statusTable } from './status-table.ts';

/** Every task there is. One more is one more row; what calls BBB or reads YAML is loaded when it is run. */
const tasks: readonly Task[] = [
  ...serverTasks,
  {
    name: 'servers:disable',
    args: ['id'],
    about: 'Disable a server; with load asks whether its meetings are to be cleared',
    run: async (services, args) => (await import('./rake/clearing.ts')).disable(services, args),
  },
  {
    name: 'servers:panic',
    args: ['id', 'keep_state', 'skip_end_calls'],
    about: 'Clear all meetings of a server and disable it',
    run: async (services, args) => (await import('./rake/clearing.ts')).panic(services, args),
  },
  {
    name: 'servers:addAll',
    args: ['file'],
    about: 'Add all servers of a YAML list',
    run: async (services, args) => (await import('./rake/server-add-all.ts')).addAll(services, args),
  },
  {
    name: 'servers:sync',
    args: ['path', 'mode', 'dryrun'],
    about: 'Add, change and remove servers as a YAML file says; mode keep, cordon or force',
    run: async (services, args) => (await import('./rake/server-sync.ts')).sync(services, args),
  },
  {
    name: 'servers:yaml',
    args: ['verbose'],
    about: 'Print the servers as YAML for servers:sync',
    run: async (services, args) => (await import('./rake/server-yaml.ts')).yaml(services, args),
  },
  {
    name: 'servers:meeting_list',
    args: ['id1:id2'],
    about: 'List the meetings that run on these servers, or on all',
    run: async (services, args) => (await import('./rake/server-meetings.ts')).listMeetings(services, args),
  },
  { name: 'status', about: 'Print a table of all servers', run: status },
  ...meetingTasks,
  ...tenantTasks,
  ...tenantSettingTasks,
  ...pollTasks,
  watchTask,
  ...recordingTasks,
  ...databaseTasks,
  {
    name: 'liveness',
    about: 'Print success',
    run: async ({ terminal }) => say(terminal, 'success'),
  },
];

/** Runs the tasks named on the command line, one after the other. Throws CommandFailed at the first that fails. */
export async function rake(args: readonly string[], services: Services): Promise<number> {
  if (args.length === 0 || args.some((arg) => /^(-T|--tasks|-h|--help)$/.test(arg))) {
    say(services.terminal, ...taskList());
    return 0;
  }
  const calls = args.map(readCall);
  for (const { task, given } of calls) await task.run(services, given);
  return 0;
}

async function status(services: Services): Promise<void> {
  const servers = await (await services.store()).servers.list();
  say(services.terminal, '', ...statusTable(servers));
}

function readCall(text: string): { readonly task: Task; readonly given: TaskArgs } {
  const call = parseTaskCall(text);
  const task = tasks.find(({ name }) => name === call?.name);
  if (call && task) return { task, given: givenArguments(task, call) };
  const hint = /[[\]]/.test(text) ? ' (no blanks between the arguments, or quote it all)' : '';
  throw new CommandFailed(`Unknown task '${text}'${hint}. bin/rake -T lists all tasks.`);
}

/** An empty argument is none, but for a tag: an empty one removes it. */
function givenArguments(task: Task, { args }: TaskCall): TaskArgs {
  return args.map((value, index) => (value === '' && task.args?.[index] !== 'tag' ? undefined : value));
}

function taskList(): string[] {
  const names = tasks.map(({ name, args }) => `rake ${name}${args ? `[${args.join(',')}]` : ''}`);
  const width = Math.max(...names.map((name) => name.length));
  return tasks.map(({ about }, index) => `${(names[index] ?? '').padEnd(width)}  # ${about}`);
}
