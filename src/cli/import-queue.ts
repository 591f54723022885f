import type { Command } from 'commander';
import type { listImportQueue } from '../operations/import-queue.ts';
import type { OutputOf } from '../operations/operation.ts';
import { rowTable } from './columns.ts';
import { CommandFailed, printable, say } from './output.ts';
import { sayJson } from './print.ts';
import type { ImportedFile, Services, Terminal } from './services.ts';
import { count } from './totals.ts';

type Queue = OutputOf<typeof listImportQueue>;

/** How recordings come in: what waits, what failed, and one by hand. */
export function addImportQueue(recordings: Command, services: Services): void {
  recordings
    .command('queue')
    .description('list what is being imported, what waits for it, and what failed and why')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ scalelite recordings queue')
    .action((options: { json?: true }) => queue(services, options));
  recordings
    .command('retry')
    .argument('[names...]', 'the names of their tars, as `queue` tells')
    .description('import again what failed')
    .option('--all', 'all that failed, instead of names')
    .addHelpText(
      'after',
      '\nExamples:\n  $ scalelite recordings retry NAME.tar\n  $ scalelite recordings retry --all',
    )
    .action((names: string[], options: { all?: true }) => retry(services, names, options));
  recordings
    .command('import')
    .argument('<file>', 'a tar as BBB servers send it')
    .description('import a recording here and now')
    .addHelpText('after', '\nExample:\n  $ scalelite recordings import RECORDID.tar')
    .action((file: string) => importFile(services, file));
}

async function queue({ terminal, operate }: Services, { json }: { json?: true }): Promise<void> {
  const { listImportQueue } = await import('../operations/import-queue.ts');
  const found = await operate(listImportQueue, {});
  if (json) return sayJson(terminal, found);
  if (found.tars.length > 0) say(terminal, ...queueTable(terminal, found));
  say(terminal, `${found.running} running, ${found.waiting} waiting, ${found.failed} failed`);
}

const HEADER = [
  ['STATE', 0],
  ['SINCE', 2],
  ['SIZE', 1],
  ['TAR', 0],
] as const;

function queueTable(terminal: Terminal, { tars }: Queue): string[] {
  const rows = tars.map(({ name, state, bytes, since, reason }) => [
    state,
    since,
    `${(bytes / 2 ** 20).toFixed(1)} MiB`,
    printable(reason === null ? name : `${name}: ${reason}`),
  ]);
  return rowTable(terminal, HEADER, rows);
}

async function retry(services: Services, names: readonly string[], { all }: { all?: true }): Promise<void> {
  const { terminal, operate } = services;
  if (names.length > 0 === (all === true)) throw new CommandFailed('Give either names or --all', 2);
  const { listImportQueue, retryImport } = await import('../operations/import-queue.ts');
  const failed = all
    ? (await operate(listImportQueue, {})).tars.filter(({ state }) => state === 'failed')
    : [];
  const wanted = all ? failed.map(({ name }) => name) : names;
  for (const name of wanted) await operate(retryImport, { name });
  say(terminal, `${count(wanted.length, 'recording')} will be imported again`);
}

async function importFile({ terminal, importFile }: Services, file: string): Promise<void> {
  if (!/[^/]\.tar$/.test(file))
    throw new CommandFailed(`'${printable(file)}' is no tar: its name must end in .tar`, 2);
  const result = await importFile(file);
  const trouble = troubleOf(result);
  if (trouble !== undefined) throw new CommandFailed(trouble);
  if (result.kind === 'claimed') return say(terminal, 'A running importer has taken it.');
  const ids = result.kind === 'imported' ? result.recordIds : [];
  if (ids.length === 0) say(terminal, 'Nothing came in: the recording was deleted here, and stays so.');
  for (const id of ids) say(terminal, `${id} imported`);
}

function troubleOf(result: ImportedFile): string | undefined {
  switch (result.kind) {
    case 'disabled':
      return 'Recordings are disabled (RECORDING_DISABLED or DB_DISABLED)';
    case 'taken':
      return 'Another tar of that name waits for its import already';
    case 'bad':
      return `It can not be imported: ${printable(result.reason)}`;
    default:
      return undefined;
  }
}
