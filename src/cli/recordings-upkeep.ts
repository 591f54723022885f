import type { Command } from 'commander';
import { rowTable } from './columns.ts';
import { confirm } from './confirm.ts';
import { CommandFailed, printable, say, warn } from './output.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';
import { count } from './totals.ts';

interface PruneOptions {
  readonly olderThan: string;
  readonly tenant?: string;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** What keeps recordings in order: retention, and rows that fit the files. */
export function addRecordingUpkeep(recordings: Command, services: Services): void {
  addPrune(recordings, services);
  recordings
    .command('verify')
    .description(
      'compare recordings with their files, and change nothing; exit code 1 when something is wrong',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ scalelite recordings verify')
    .action((options: { json?: true }) => verify(services, options.json));
  recordings
    .command('rescan')
    .description('make the recordings that are missing from the files that are there')
    .option('--revive', 'bring deleted ones back whose files are there')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ scalelite recordings rescan --revive')
    .action((options: { revive?: true; json?: true }) => rescan(services, options));
}

function addPrune(recordings: Command, services: Services): void {
  recordings
    .command('prune')
    .description('delete the recordings that are older than a time, with their files')
    .requiredOption(
      '-o, --older-than <when>',
      'those that started before: how long ago (180d, 26w), or a date',
    )
    .option('-t, --tenant <id>', 'only those of this tenant')
    .option('--dry-run', 'only tell what would go')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ scalelite recordings prune --older-than 180d --dry-run\n  $ scalelite recordings prune --older-than 26w --tenant ID --yes',
    )
    .action((options: PruneOptions) => prune(services, options));
}

async function prune(
  services: Services,
  { olderThan, tenant, dryRun, yes, json }: PruneOptions,
): Promise<void> {
  const { pruneRecordings } = await import('../operations/recordings-upkeep.ts');
  const asked = { older_than: olderThan, ...(tenant !== undefined && { tenant_id: tenant }) };
  const { terminal } = services;
  if (!dryRun && !yes) {
    const { deleted } = await services.operate(pruneRecordings, { ...asked, dry_run: true });
    if (deleted > 0) await confirm(services, `This deletes ${count(deleted, 'recording')} for good.`, yes);
  }
  const told = await withProgress(terminal, 'Recordings', (progress) =>
    services.operate(pruneRecordings, { ...asked, dry_run: dryRun ?? false }, { progress }),
  );
  if (json) say(terminal, JSON.stringify(told, null, 2));
  else if (dryRun)
    say(terminal, ...told.ids.map(printable), `${count(told.deleted, 'recording')} would be deleted`);
  else say(terminal, `${count(told.deleted, 'recording')} deleted`);
  if (told.failed > 0)
    throw new CommandFailed(`The files of ${count(told.failed, 'recording')} could not be removed`);
}

const HEADER = [
  ['ID', 0],
  ['FORMAT', 1],
  ['PROBLEM', 0],
] as const;

async function verify(services: Services, json: true | undefined): Promise<void> {
  const { verifyRecordings } = await import('../operations/recordings-upkeep.ts');
  const told = await withProgress(services.terminal, 'Rows and folders', (progress) =>
    services.operate(verifyRecordings, {}, { progress }),
  );
  const rows = told.findings.map(({ id, format, problem }) => [printable(id), printable(format), problem]);
  if (json) say(services.terminal, JSON.stringify(told, null, 2));
  else if (told.problems === 0) say(services.terminal, 'All recordings and files belong together');
  else say(services.terminal, ...rowTable(services.terminal, HEADER, rows));
  if (told.problems > 0) throw new CommandFailed(`${count(told.problems, 'problem')} found`);
}

async function rescan(
  services: Services,
  { revive = false, json }: { revive?: boolean; json?: true },
): Promise<void> {
  const { rescanRecordings } = await import('../operations/recordings-upkeep.ts');
  const told = await withProgress(services.terminal, 'Folders', (progress) =>
    services.operate(rescanRecordings, { revive }, { progress }),
  );
  if (json) return say(services.terminal, JSON.stringify(told, null, 2));
  const lines = told.failed.map(({ id, format, reason }) => `WARNING: ${format}/${id}: ${reason}`);
  warn(services.terminal, ...lines.map(printable));
  say(services.terminal, `${count(told.added, 'format')} of recordings added`);
}
