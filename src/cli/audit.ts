import { type Command, InvalidArgumentError } from 'commander';
import type { listAudit } from '../operations/audit.ts';
import type { InputOf, OutputOf } from '../operations/operation.ts';
import { type Column, itemTable } from './columns.ts';
import { examples } from './examples.ts';
import { printable, say } from './output.ts';
import { sayJson } from './print.ts';
import type { Services } from './services.ts';

type Entry = OutputOf<typeof listAudit>['items'][number];

interface AuditOptions
  extends Pick<InputOf<typeof listAudit>, 'since' | 'until' | 'subject' | 'action' | 'actor'> {
  readonly limit: number;
  readonly json?: true;
}

/** What one request brings at most. */
const PAGE = 1000;
const MOST = 200_000;

/** `audit`: what operators did, through whichever face. */
export function addAuditCommand(program: Command, services: Services): void {
  program
    .command('audit')
    .description('show what operators did, the latest first')
    .option('--since <time>', 'only since then: how long ago (90m, 6h, 1d, 2w), or a date of ISO 8601')
    .option('--until <time>', 'only before then')
    .option('--subject <id>', 'only what was done to this server, meeting, tenant …')
    .option('--action <action>', 'only this, such as server.cordon')
    .option('--actor <name>', 'only what this user or token did')
    .option('--limit <number>', 'how many at most', count, 50)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'scalelite audit --since 1d',
        'scalelite audit --subject bbb1.example.com',
        "scalelite audit --since 2w --limit 100000 --json | jq -r '.[].actor' | sort | uniq -c",
      ),
    )
    .action(async ({ json, limit, ...wanted }: AuditOptions) => {
      const entries = await read(services, wanted, limit);
      if (json) sayJson(services.terminal, entries);
      else say(services.terminal, ...itemTable(services.terminal, COLUMNS, entries));
    });
}

/** In pages, as many as it takes. */
async function read(
  services: Services,
  wanted: Omit<AuditOptions, 'limit' | 'json'>,
  limit: number,
): Promise<Entry[]> {
  const { listAudit } = await import('../operations/audit.ts');
  const entries: Entry[] = [];
  let cursor: string | undefined;
  do {
    const page = { limit: Math.min(PAGE, limit - entries.length), ...(cursor !== undefined && { cursor }) };
    const { items, next } = await services.operate(listAudit, { ...wanted, ...page });
    entries.push(...items);
    cursor = next ?? undefined;
  } while (cursor !== undefined && entries.length < limit);
  return entries;
}

const COLUMNS: readonly Column<Entry>[] = [
  { title: 'WHEN', spare: 0, cell: ({ at }) => at },
  { title: 'WHO', spare: 0, cell: ({ actor, via }) => `${printable(actor)} (${via})` },
  { title: 'FROM', spare: 2, cell: ({ from }) => printable(from ?? '') },
  { title: 'WHAT', spare: 0, cell: ({ action, subject }) => printable(`${action} ${subject}`) },
  { title: 'CHANGE', spare: 1, cell: changeOf },
];

/** `state: enabled → cordoned`; of what came or went, what it was. */
function changeOf({ before, after }: Entry): string {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const sides = (name: string) =>
    [before?.[name], after?.[name]].filter((value) => value !== undefined).map(shown);
  return printable(names.map((name) => `${name}: ${sides(name).join(' → ')}`).join(', '));
}

function shown(value: unknown): string {
  if (value === null) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function count(text: string): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > MOST) throw new InvalidArgumentError(`Allowed: 1 to ${MOST}.`);
  return value;
}
