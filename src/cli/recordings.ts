import type { Command } from 'commander';
import { rowTable } from './columns.ts';
import { addImportQueue } from './import-queue.ts';
import { printable, say } from './output.ts';
import { addRecordingEditing } from './recordings-edit.ts';
import { addRecordingUpkeep } from './recordings-upkeep.ts';
import type { Services } from './services.ts';

const EXAMPLES = `
Examples:
  $ scalelite recordings list --meeting maths-101
  $ scalelite recordings unpublish 183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000123
  $ scalelite recordings prune --older-than 180d --dry-run
  $ scalelite recordings verify --json | jq '.findings[].id'`;

const HEADER = [
  ['ID', 0],
  ['STATE', 0],
  ['', 2],
  ['STARTED (UTC)', 1],
  ['FORMATS', 3],
  ['NAME', 0],
] as const;

interface ListOptions {
  readonly meeting?: string;
  readonly id?: string;
  readonly state?: string;
  readonly tenant?: string;
  readonly before?: string;
  readonly offset?: string;
  readonly limit?: string;
  readonly json?: true;
}

/** `recordings`: what was recorded, and what is done to it. */
export function addRecordingsCommand(program: Command, services: Services): Command {
  const recordings = program.command('recordings').description('list and manage recordings');
  recordings.addHelpText('after', EXAMPLES);
  addList(recordings, services);
  addShow(recordings, services);
  addRecordingEditing(recordings, services);
  addRecordingUpkeep(recordings, services);
  addImportQueue(recordings, services);
  return recordings;
}

function addList(recordings: Command, services: Services): void {
  recordings
    .command('list')
    .description('list recordings, the newest first')
    .option('-m, --meeting <id>', 'only those of this meeting')
    .option('-i, --id <prefix>', 'only those whose record id begins so')
    .option('-s, --state <state>', 'only those in this state; any: all (default: published and unpublished)')
    .option('-t, --tenant <id>', 'only those of this tenant')
    .option('-b, --before <when>', 'only those that started before: how long ago (6h, 90d, 2w), or a date')
    .option('--offset <count>', 'how many to pass over')
    .option('-n, --limit <count>', 'how many at most (default: 100)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ scalelite recordings list --state unpublished\n  $ scalelite recordings list --tenant ID --before 90d --json',
    )
    .action(async ({ json, ...asked }: ListOptions) => {
      const { listRecordings } = await import('../operations/recordings.ts');
      const { meeting, id, state, tenant, before, offset, limit } = asked;
      const found = await services.operate(listRecordings, {
        ...(meeting !== undefined && { meeting_id: meeting }),
        ...(id !== undefined && { id }),
        ...(state !== undefined && { state }),
        ...(tenant !== undefined && { tenant_id: tenant }),
        ...(before !== undefined && { before }),
        ...(offset !== undefined && { offset: Number(offset) }),
        ...(limit !== undefined && { limit: Number(limit) }),
      });
      if (json) return say(services.terminal, JSON.stringify(found, null, 2));
      const rows = found.recordings.map((one) => [
        printable(one.id),
        printable(one.state ?? ''),
        one.protected ? 'protected' : '',
        one.started_at?.slice(0, 16).replace('T', ' ') ?? '',
        printable(one.formats.map(({ format }) => format).join(' ')),
        printable(one.name ?? ''),
      ]);
      say(services.terminal, ...rowTable(services.terminal, HEADER, rows));
      const shown = found.recordings.length;
      if (shown < found.total)
        say(services.terminal, '', `${shown} of ${found.total}; --offset and --limit show others.`);
    });
}

function addShow(recordings: Command, services: Services): void {
  recordings
    .command('show')
    .argument('<id>')
    .description('show one recording')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ scalelite recordings show ID --json')
    .action(async (id: string, { json }: { json?: true }) => {
      const { showRecording } = await import('../operations/recordings.ts');
      const found = await services.operate(showRecording, { id });
      if (json) return say(services.terminal, JSON.stringify(found, null, 2));
      const facts: readonly (readonly [string, string | number | null])[] = [
        ['ID', found.id],
        ['Meeting', found.meeting_id],
        ['Name', found.name],
        ['State', found.state],
        ['Published', found.published ? 'yes' : 'no'],
        ['Protected', found.protected ? 'yes' : 'no'],
        ['Started', found.started_at],
        ['Ended', found.ended_at],
        ['Participants', found.participants],
        ['Tenant', found.tenant_id ?? 'none'],
        ...found.formats.map(
          ({ format, url, minutes }) => ['Format', `${format}, ${minutes ?? '?'} min, ${url}`] as const,
        ),
        ...Object.entries(found.metadata).map(([key, value]) => ['Metadata', `${key} = ${value}`] as const),
      ];
      say(services.terminal, ...facts.map(([name, value]) => line(name, value)));
    });
}

function line(name: string, value: string | number | null): string {
  return `${name.padEnd(12)}  ${printable(String(value ?? 'unknown'))}`.trimEnd();
}
