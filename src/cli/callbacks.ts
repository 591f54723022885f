import { type Command, InvalidArgumentError, Option } from 'commander';
import { eventStates } from '../callbacks/ports.ts';
import type { listCallbacks } from '../operations/callbacks.ts';
import type { OutputOf } from '../operations/operation.ts';
import { rowTable } from './columns.ts';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { CommandFailed, printable, say } from './output.ts';
import { sayJson } from './print.ts';
import type { Services, Terminal } from './services.ts';

const EXAMPLES = `
Examples:
  $ scalelite callbacks list --state failed
  $ scalelite callbacks show 6f1c0f0e-2d0b-4d0e-9a55-0d6d3c1f2a10
  $ scalelite callbacks retry --failed --receiver https://lms.example.com`;

/** `callbacks`: what front-ends are told. */
export function addCallbacksCommand(program: Command, services: Services): void {
  const callbacks = program
    .command('callbacks')
    .description('what front-ends are told: see it, send it again, drop it')
    .addHelpText('after', EXAMPLES);
  withFilter(callbacks.command('list'))
    .description('list them, the latest first')
    .addHelpText('after', examples('scalelite callbacks list --state failed'))
    .addOption(new Option('--state <state>', 'only these').choices(eventStates))
    .option('--limit <number>', 'how many at most', count, 100)
    .option('--json', 'print JSON')
    .action((options: ListOptions) => list(services, options));
  callbacks
    .command('show')
    .argument('<id>')
    .description('show all there is to know of one')
    .addHelpText('after', examples('scalelite callbacks show 6f1c0f0e-2d0b-4d0e-9a55-0d6d3c1f2a10'))
    .option('--show-content', 'what it says, and the whole address it goes to')
    .option('--json', 'print JSON')
    .action((id: string, options: ShowOptions) => show(services, id, options));
  withFilter(callbacks.command('retry').argument('[ids...]'))
    .description('send them again at once')
    .addHelpText('after', examples('scalelite callbacks retry --failed --receiver https://lms.example.com'))
    .option('--failed', 'all that were given up, instead of ids')
    .option('--json', 'print JSON')
    .action((ids: string[], options: RetryOptions) => retry(services, ids, options));
  callbacks
    .command('drop')
    .argument('<ids...>')
    .description('drop them, so that nobody is told')
    .addHelpText('after', examples('scalelite callbacks drop 6f1c0f0e-2d0b-4d0e-9a55-0d6d3c1f2a10 --yes'))
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print JSON')
    .action((ids: string[], options: DropOptions) => drop(services, ids, options));
}

interface Filter {
  readonly kind?: string;
  readonly receiver?: string;
}

interface ListOptions extends Filter {
  readonly state?: (typeof eventStates)[number];
  readonly limit: number;
  readonly json?: true;
}

interface ShowOptions {
  readonly showContent?: true;
  readonly json?: true;
}

interface RetryOptions extends Filter {
  readonly failed?: true;
  readonly json?: true;
}

interface DropOptions {
  readonly yes?: true;
  readonly json?: true;
}

type Listing = OutputOf<typeof listCallbacks>;

function withFilter(command: Command): Command {
  return command
    .option('--kind <kind>', 'only these, such as recording-ready, analytics or meeting-ended')
    .option('--receiver <url>', 'only those to this scheme, host and port');
}

function count(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > 1000)
    throw new InvalidArgumentError('It is a number from 1 to 1000.');
  return Number(text);
}

async function list({ terminal, operate }: Services, { json, ...wanted }: ListOptions): Promise<void> {
  const { listCallbacks } = await import('../operations/callbacks.ts');
  const listing = await operate(listCallbacks, wanted);
  say(terminal, ...(json ? [JSON.stringify(listing, null, 2)] : listed(terminal, listing)));
}

/** What a narrow terminal can do without has a number: the highest goes first. */
const HEADER = [
  ['ID', 0],
  ['KIND', 2],
  ['RECEIVER', 1],
  ['ABOUT', 4],
  ['STATE', 0],
  ['TRIES', 5],
  ['NEXT/DONE', 3],
  ['TROUBLE', 0],
] as const;

function listed(terminal: Terminal, { waiting, delivered, failed, callbacks }: Listing): string[] {
  const counts = `${waiting} waiting, ${delivered} delivered, ${failed} failed`;
  if (callbacks.length === 0) return [counts];
  const rows = callbacks.map((one) => [
    one.id,
    one.kind,
    printable(one.receiver),
    printable(one.about),
    one.state,
    String(one.attempts),
    minute(one.next_at ?? one.finished_at),
    printable(one.trouble ?? ''),
  ]);
  return [...rowTable(terminal, HEADER, rows), counts];
}

function minute(time: string | null): string {
  return time === null ? '' : time.slice(0, 19).replace('T', ' ');
}

async function show({ terminal, operate }: Services, id: string, options: ShowOptions): Promise<void> {
  const { showCallback } = await import('../operations/callbacks.ts');
  const shown = await operate(showCallback, { id, show_content: options.showContent ?? false });
  if (options.json) return say(terminal, JSON.stringify(shown, null, 2));
  const { content, ...fields } = shown;
  const rows = Object.entries(fields).map(([name, value]) => [name, printable(String(value ?? ''))]);
  const width = Math.max(...rows.map(([name = '']) => name.length));
  say(terminal, ...rows.map(([name = '', value = '']) => `${name.padEnd(width)}  ${value}`.trimEnd()));
  if (content !== null) say(terminal, 'content', JSON.stringify(content, null, 2));
}

async function retry(
  { terminal, operate }: Services,
  ids: readonly string[],
  options: RetryOptions,
): Promise<void> {
  const { retryCallback, retryFailedCallbacks } = await import('../operations/callbacks.ts');
  const { failed, json, ...filter } = options;
  if ((failed === undefined) === (ids.length === 0)) throw new CommandFailed('Give ids, or --failed', 2);
  if (failed === undefined && Object.keys(filter).length > 0)
    throw new CommandFailed('--kind and --receiver go with --failed', 2);
  let many = 0;
  if (failed) many = (await operate(retryFailedCallbacks, filter)).retried;
  for (const id of ids) {
    await operate(retryCallback, { id });
    many += 1;
    if (!json) say(terminal, `${id} sent again`);
  }
  if (json) sayJson(terminal, { retried: many });
  else if (failed) say(terminal, `${many} sent again`);
}

async function drop(services: Services, ids: readonly string[], { yes, json }: DropOptions): Promise<void> {
  const { terminal, operate } = services;
  const what = ids.length === 1 ? '1 callback' : `${ids.length} callbacks`;
  await confirm(services, `This drops ${what}: nobody is told.`, yes);
  const { dropCallback } = await import('../operations/callbacks.ts');
  for (const id of ids) {
    await operate(dropCallback, { id });
    if (!json) say(terminal, `${id} dropped`);
  }
  if (json) sayJson(terminal, { dropped: ids });
}
