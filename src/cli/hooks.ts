import type { Command } from 'commander';
import type { listHooks } from '../operations/hooks.ts';
import type { OutputOf } from '../operations/operation.ts';
import { rowTable } from './columns.ts';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { printable, say } from './output.ts';
import { card, sayJson } from './print.ts';
import type { Services, Terminal } from './services.ts';

interface ListOptions {
  readonly tenantId?: string;
  readonly json?: true;
}

interface RemoveOptions {
  readonly yes?: true;
  readonly json?: true;
}

/** `hooks`: which front-ends hear what goes on in meetings. */
export function addHooksCommand(program: Command, services: Services): void {
  const hooks = program
    .command('hooks')
    .description('hooks of front-ends: which hear what goes on in meetings, and which servers tell it')
    .addHelpText('after', examples('scalelite hooks list', 'scalelite hooks remove 7'));
  hooks
    .command('list')
    .description('list them, and the servers that tell their events or should')
    .addHelpText('after', examples('scalelite hooks list'))
    .option('--tenant-id <id>', 'only those of this tenant')
    .option('--json', 'print JSON')
    .action((options: ListOptions) => list(services, options));
  hooks
    .command('show')
    .argument('<id>')
    .description('show all there is to know of one')
    .addHelpText('after', examples('scalelite hooks show 7'))
    .option('--json', 'print JSON')
    .action((id: string, options: { readonly json?: true }) => show(services, id, options));
  hooks
    .command('remove')
    .argument('<ids...>')
    .description('remove them: their front-ends are told nothing more')
    .addHelpText('after', examples('scalelite hooks remove 7 --yes'))
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print JSON')
    .action((ids: string[], options: RemoveOptions) => remove(services, ids, options));
}

async function list({ terminal, operate }: Services, { tenantId, json }: ListOptions): Promise<void> {
  const { listHooks } = await import('../operations/hooks.ts');
  const listing = await operate(listHooks, { tenant_id: tenantId });
  if (json) return sayJson(terminal, listing);
  say(terminal, ...listed(terminal, listing));
}

/** What a narrow terminal can do without has a number: the highest goes first. */
const HEADER = [
  ['ID', 0],
  ['CALLBACK URL', 0],
  ['TENANT', 1],
  ['MEETING', 2],
  ['EVENTS', 3],
  ['KIND', 4],
  ['FAILING SINCE', 0],
] as const;

function listed(terminal: Terminal, { hooks, servers }: OutputOf<typeof listHooks>): string[] {
  const silent = new Map(
    servers.flatMap(({ server_id: id, trouble }) => (trouble === null ? [] : [[id, trouble]])),
  );
  const telling = new Set(servers.map((one) => one.server_id).filter((id) => !silent.has(id))).size;
  const counts = [
    hooks.length === 1 ? '1 hook' : `${hooks.length} hooks`,
    telling === 1 ? '1 server tells its events' : `${telling} servers tell their events`,
  ].join('; ');
  const troubles = [...silent].map(([id, trouble]) => printable(`${id} does not: ${trouble}`));
  if (hooks.length === 0) return [counts, ...troubles];
  const rows = hooks.map((one) => [
    one.id,
    printable(one.callback_url),
    one.tenant_id ?? '',
    printable(one.meeting_id ?? 'all'),
    printable(one.events.join(',') || 'all'),
    one.kind,
    one.failing_since?.slice(0, 19).replace('T', ' ') ?? '',
  ]);
  return [...rowTable(terminal, HEADER, rows), counts, ...troubles];
}

async function show(
  { terminal, operate }: Services,
  id: string,
  { json }: { readonly json?: true },
): Promise<void> {
  const { showHook } = await import('../operations/hooks.ts');
  const shown = await operate(showHook, { id });
  if (json) return sayJson(terminal, shown);
  say(
    terminal,
    ...card(Object.entries(shown).map(([name, value]) => [name, printable(String(value ?? ''))])),
  );
}

async function remove(
  services: Services,
  ids: readonly string[],
  { yes, json }: RemoveOptions,
): Promise<void> {
  const { terminal, operate } = services;
  const what = ids.length === 1 ? '1 hook' : `${ids.length} hooks`;
  await confirm(services, `This removes ${what}: the front-ends are told nothing more.`, yes);
  const { removeHook } = await import('../operations/hooks.ts');
  for (const id of ids) {
    await operate(removeHook, { id });
    if (!json) say(terminal, `${id} removed`);
  }
  if (json) sayJson(terminal, { removed: ids });
}
