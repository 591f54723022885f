import type { Command } from 'commander';
import { historyTable, overviewTable } from './history-table.ts';
import { say } from './output.ts';
import type { Services } from './services.ts';

/** What stands beside a line of bars, in columns, and the longest line of interest. */
const BESIDE = { server: 36, all: 74 } as const;
const LONGEST = 60;
const SHORTEST = 6;

/** `history`: how the servers were over time. */
export function addHistoryCommand(program: Command, services: Services): void {
  program
    .command('history')
    .argument('[server]', 'the id of a server; left out: the pool and all servers in short')
    .description('show how loaded the servers were, each poll of a day and five minutes each of 30 days')
    .option('-s, --since <when>', 'from when: how long ago (90m, 6h, 1d, 2w), or a date', '1d')
    .option('-u, --until <when>', 'until when (default: now)')
    .option('--json', 'print the points as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ scalelite history\n  $ scalelite history bbb1.example.com --since 6h\n  $ scalelite history --since 2w --until 1w --json',
    )
    .action(async (server: string | undefined, options: Options) => show(services, server, options));
}

interface Options {
  readonly since: string;
  readonly until?: string;
  readonly json?: true;
}

/** Without a server, and as JSON, the pool's points: what scripts want is the numbers. */
async function show(services: Services, server: string | undefined, options: Options): Promise<void> {
  const { historyOverview, showHistory } = await import('../operations/history.ts');
  const { terminal, operate } = services;
  const { since, until, json } = options;
  const range = { since, ...(until !== undefined && { until }) };
  const room = (terminal.stdout.columns ?? 120) - BESIDE[server === undefined ? 'all' : 'server'];
  const points = Math.min(LONGEST, Math.max(SHORTEST, room));
  if (json) {
    const wanted = server === undefined ? range : { server, ...range };
    say(terminal, JSON.stringify(await operate(showHistory, wanted), null, 2));
  } else if (server === undefined) {
    say(terminal, ...overviewTable(terminal, await operate(historyOverview, { ...range, points })));
  } else {
    say(terminal, ...historyTable(await operate(showHistory, { server, points, ...range })));
  }
}
