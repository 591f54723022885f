import { type Command, Option } from 'commander';
import { type SyncMode, syncModes } from '../cluster/sync-servers.ts';
import type { InputOf, OutputOf } from '../operations/operation.ts';
import type { syncServers } from '../operations/servers-sync.ts';
import { confirm } from './confirm.ts';
import { parseInput, readInput } from './input.ts';
import { CommandFailed, printable, say } from './output.ts';
import { sayJson } from './print.ts';
import { withProgress } from './progress.ts';
import { warnNotEnded } from './servers-report.ts';
import type { Services } from './services.ts';
import { count } from './totals.ts';
import { type YamlMap, yamlDocument } from './yaml-writer.ts';

const SYNC_HELP = `
The file is YAML: \`servers:\` with the servers by their ids, each with url (default: of the id as host name), secret,
load_multiplier (1), tag (none) and enabled (true). All of it is checked before anything changes.

Examples:
  $ scalelite servers export > servers.yml
  $ scalelite servers sync servers.yml --dry-run
  $ scalelite servers sync servers.yml --mode force --yes`;

interface Options {
  readonly mode: SyncMode;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
}

type Plan = OutputOf<typeof syncServers>;
type Step = Plan['steps'][number];

/** `servers sync` and `servers export`. */
export function addSyncing(servers: Command, services: Services): void {
  const mode = new Option(
    '--mode <mode>',
    'servers that the file does not name: leave them; drain them, and remove those that are empty; remove them and end their meetings',
  );
  servers
    .command('sync')
    .argument('<file>', 'YAML; - is stdin')
    .description('make the pool what a file says: add, change and remove servers')
    .addOption(mode.choices(syncModes).default('cordon'))
    .option('-n, --dry-run', 'only tell what would be done')
    .option('-y, --yes', 'do not ask before servers are removed')
    .option('--json', 'print JSON')
    .addHelpText('after', SYNC_HELP)
    .action((file: string, options: Options) => sync(services, file, options));
  servers
    .command('export')
    .description('print the pool, with its secrets, as the YAML that sync takes')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ (umask 077; scalelite servers export > servers.yml)')
    .action((options: { json?: true }) => exportPool(services, options));
}

async function sync(services: Services, file: string, options: Options): Promise<void> {
  const { terminal, operate } = services;
  const servers = serverList(parseInput(await readInput(terminal, file)));
  const { syncServers } = await import('../operations/servers-sync.ts');
  const wanted = { servers, mode: options.mode };
  if (options.dryRun)
    return tell(services, await operate(syncServers, { ...wanted, dry_run: true }), options);
  if (options.mode !== 'keep' && !options.yes) {
    const plan = await operate(syncServers, { ...wanted, dry_run: true });
    const question = loss(plan.steps);
    if (question) await confirm(services, question, options.yes);
  }
  const done = await withProgress(terminal, 'Syncing', (progress) =>
    operate(syncServers, wanted, { progress }),
  );
  tell(services, done, options);
}

/** The file's maps as plain objects; what stands in them the operation checks. Throws CommandFailed. */
function serverList(document: unknown): InputOf<typeof syncServers>['servers'] {
  if (!(document instanceof Map)) throw new CommandFailed('ERROR: Invalid YAML document');
  const servers: unknown = document.get('servers');
  if (!(servers instanceof Map)) throw new CommandFailed('ERROR: Servers parameter not a hash');
  return Object.fromEntries([...servers].map(([id, fields]) => [String(id), fieldsOf(String(id), fields)]));
}

function fieldsOf(id: string, given: unknown): Record<string, string | null> {
  if (!(given instanceof Map)) return {};
  const scalars = [...given].map(([name, value]) => {
    if (value === null || typeof value === 'string') return [String(name), value] as const;
    throw new CommandFailed(
      `ERROR: Server id=${printable(id)} has bad parameters: ["${printable(String(name))}"]`,
    );
  });
  return Object.fromEntries(scalars);
}

/** What to ask before it is done; undefined: nothing is lost. */
function loss(steps: readonly Step[]): string | undefined {
  const removed = steps.filter(({ action }) => action === 'remove').length;
  const ended = steps.reduce((sum, { meetings }) => sum + (meetings?.length ?? 0), 0);
  if (removed === 0) return undefined;
  return `This removes ${count(removed, 'server')}${ended > 0 ? ` and ends ${count(ended, 'meeting')}` : ''}.`;
}

function tell(services: Services, answer: Plan, { json, dryRun }: Options): void {
  if (json) sayJson(services.terminal, answer);
  else if (answer.steps.length === 0)
    say(services.terminal, 'Nothing to do: the pool is what the file says.');
  else say(services.terminal, ...answer.steps.map(stepLine), ...(dryRun ? ['', 'Nothing was changed.'] : []));
  warnNotEnded(services, answer.not_ended, 'left');
}

const ACTIONS: Readonly<Record<Step['action'], string>> = {
  create: 'added',
  update: 'changed',
  enable: 'enabled',
  cordon: 'cordoned',
  remove: 'removed',
  keep: 'kept, though the file does not name it',
  drain: 'cordoned, to be removed once it is empty',
  evict: 'cleared',
};

function stepLine({ id, action, change, meetings }: Step): string {
  const changes = Object.entries(change ?? {}).map(([name, value]) => `${name}=${value ?? ''}`);
  const ended = meetings === null ? [] : [count(meetings.length, 'meeting')];
  return printable([id, ACTIONS[action], ...changes, ...ended].join(' '));
}

async function exportPool(services: Services, { json }: { json?: true }): Promise<void> {
  const { exportServers } = await import('../operations/servers-sync.ts');
  const pool = await services.operate(exportServers, {});
  if (json) return sayJson(services.terminal, pool);
  const entries = Object.entries(pool.servers).map(([id, fields]): [string, YamlMap] => [
    id,
    new Map(Object.entries(fields)),
  ]);
  say(services.terminal, ...yamlDocument(new Map([['servers', new Map(entries)]])));
}
