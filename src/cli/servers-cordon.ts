import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { StoreUnavailable } from '../cluster/ports.ts';
import { OperationFailed } from '../operations/failure.ts';
import { onRecord } from './meetings-on-record.ts';
import { CommandFailed, printable, warn } from './output.ts';
import { knownServers, report } from './servers-report.ts';
import type { Services } from './services.ts';
import type { ServerAnswer } from './shown-server.ts';
import { count } from './totals.ts';

const LOOK_MS = 2000;

interface Options {
  readonly wait?: true;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  $ scalelite servers cordon bbb1.example.com bbb2.example.com
  $ scalelite servers cordon bbb1.example.com --wait --timeout 4h && scalelite servers remove bbb1.example.com --yes`;

/** `servers cordon`: drains servers, and may wait until they are empty. */
export function addCordon(servers: Command, services: Services): void {
  servers
    .command('cordon')
    .argument('<id...>')
    .description('drain servers: no new meetings, those on them go on')
    .option('-w, --wait', 'wait until they are empty; the poller has disabled them then')
    .option('--timeout <time>', 'with --wait: fail when they are not empty by then: 90s, 30m or 4h', duration)
    .option('--json', 'print the servers as JSON')
    .addHelpText('after', EXAMPLES)
    .action((ids: string[], options: Options) => cordon(services, ids, options));
}

async function cordon(services: Services, ids: readonly string[], options: Options): Promise<void> {
  if (options.timeout !== undefined && !options.wait)
    throw new CommandFailed('--timeout says how long to --wait', 2);
  const { cordonServer } = await import('../operations/servers-state.ts');
  const before = await knownServers(services, ids);
  const cordoned: ServerAnswer[] = [];
  for (const server of before) cordoned.push(await cordonOne(server));
  if (!options.wait) return report(services, cordoned, 'cordoned', options.json);
  report(services, await drained(services, ids, options.timeout), 'empty', options.json);

  /** Waiting again for one that was emptied and disabled meanwhile must not put it back. */
  async function cordonOne(server: ServerAnswer): Promise<ServerAnswer> {
    const isDone = options.wait && server.state === 'disabled';
    return isDone ? server : await services.operate(cordonServer, { id: server.id });
  }
}

/** The servers once they are empty. Throws CommandFailed when that takes too long. */
async function drained(
  services: Services,
  ids: readonly string[],
  timeoutMs: number | undefined,
): Promise<ServerAnswer[]> {
  const ends = timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
  const tell = teller(services);
  for (;;) {
    const servers = await look(services, ids, tell);
    const busy = servers?.filter(({ isEmpty }) => !isEmpty);
    const back = servers?.find(({ server }) => server.state === 'enabled')?.server;
    if (back) throw new CommandFailed(`${printable(back.id)} was enabled again meanwhile`, 1);
    if (servers && busy?.length === 0) return servers.map(({ server }) => server);
    for (const { server, meetings } of busy ?? []) tell(server.id, busyness(server, meetings));
    if (Date.now() >= ends) throw new CommandFailed(late(busy ?? []), 1);
    await sleep(Math.min(LOOK_MS, Math.max(0, ends - Date.now())), undefined, {
      signal: services.interrupted,
    }).catch(() => {});
    if (services.interrupted.aborted) throw new CommandFailed('Stopped; they stay cordoned', 1);
  }
}

interface Looked {
  readonly server: ServerAnswer;
  /** On record here. */
  readonly meetings: number;
  readonly isEmpty: boolean;
}

/** Undefined: who would tell is away, and is asked again. */
async function look(services: Services, ids: readonly string[], tell: Teller): Promise<Looked[] | undefined> {
  try {
    const servers = await knownServers(services, ids);
    const looked: Looked[] = [];
    for (const server of servers) {
      const meetings = (await onRecord(services, { server: server.id })).length;
      looked.push({ server, meetings, isEmpty: isEmpty(server, meetings) });
    }
    return looked;
  } catch (error) {
    const mayPass =
      error instanceof StoreUnavailable ||
      error instanceof CommandFailed ||
      (error instanceof OperationFailed && error.status >= 500);
    if (!mayPass) throw error;
    tell('', `${error.message}; trying again`);
    return undefined;
  }
}

/** What runs there without being on record here counts as well, and only the poller sees it. */
function isEmpty({ state, online, meetings }: ServerAnswer, onRecordHere: number): boolean {
  return onRecordHere === 0 && (state === 'disabled' || !online) && meetings === 0;
}

type Teller = (id: string, text: string) => void;

/** Tells what is new. */
function teller({ terminal }: Pick<Services, 'terminal'>): Teller {
  const told = new Map<string, string>();
  return (id, text) => {
    if (told.get(id) === text) return;
    told.set(id, text);
    warn(terminal, id === '' ? text : `${printable(id)}: ${text}`);
  };
}

function busyness({ users, meetings }: ServerAnswer, onRecordHere: number): string {
  const left = Math.max(meetings, onRecordHere);
  return left === 0
    ? 'the poller has to see it empty'
    : `${count(left, 'meeting')}, ${count(users, 'user')} left`;
}

function late(busy: readonly Looked[]): string {
  const left = busy.map(({ server, meetings }) => `${printable(server.id)}: ${busyness(server, meetings)}`);
  return left.length === 0
    ? 'It can not be told whether they are empty'
    : `Not empty in time: ${left.join('; ')}`;
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

function duration(text: string): number {
  const unit = UNITS[text.slice(-1)];
  if (!/^[1-9]\d{0,5}[smh]$/.test(text) || unit === undefined)
    throw new InvalidArgumentError('It must be like 90s, 30m or 4h.');
  return Number.parseInt(text, 10) * unit;
}
