import { type Command, Option } from 'commander';
import type { OutputOf } from '../operations/operation.ts';
import type { reportUsage } from '../operations/usage.ts';
import { type Column, itemTable } from './columns.ts';
import { examples } from './examples.ts';
import { printable, say } from './output.ts';
import { sayJson } from './print.ts';
import type { Services } from './services.ts';

type Day = OutputOf<typeof reportUsage>[number];

interface Options {
  readonly tenant?: string;
  readonly since: string;
  readonly until?: string;
  readonly csv?: true;
  readonly json?: true;
}

const COLUMNS: readonly Column<Day>[] = [
  { title: 'DAY', spare: 0, cell: ({ day }) => day },
  { title: 'TENANT', spare: 0, cell: ({ tenant, tenant_id }) => printable(tenant ?? tenant_id ?? '–') },
  { title: 'MEETINGS', spare: 0, cell: ({ meetings }) => String(meetings) },
  { title: 'MINUTES', spare: 0, cell: ({ minutes }) => String(minutes) },
  { title: 'PARTICIPANTS', spare: 0, cell: ({ participants }) => String(participants) },
];

/** `usage`: what there was of each tenant, day by day. */
export function addUsageCommand(program: Command, services: Services): void {
  program
    .command('usage')
    .description('report meetings, minutes and participants, by tenant and day (UTC)')
    .option('--tenant <id>', 'only of this tenant')
    .option('-s, --since <when>', 'from the day of when: how long ago (7d, 4w), or a date', '30d')
    .option('-u, --until <when>', 'up to the day of when (default: today)')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'scalelite usage',
        'scalelite usage --since 2026-10-01 --until 2026-10-31 --csv > october.csv',
      ),
    )
    .action(async ({ csv, json, ...wanted }: Options) => {
      const { reportUsage } = await import('../operations/usage.ts');
      const days = await services.operate(reportUsage, wanted);
      if (json) sayJson(services.terminal, days);
      else if (csv) say(services.terminal, ...csvOf(days));
      else say(services.terminal, ...itemTable(services.terminal, COLUMNS, days));
    });
}

const FIELDS = ['day', 'tenant_id', 'tenant', 'meetings', 'minutes', 'participants'] as const;

function csvOf(days: readonly Day[]): string[] {
  return [FIELDS.join(','), ...days.map((day) => FIELDS.map((field) => cell(day[field])).join(','))];
}

/** RFC 4180; a text that a spreadsheet would take for a formula is made one that it does not. */
function cell(value: string | number | null): string {
  const text = String(value ?? '');
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
