import { type Command, InvalidArgumentError } from 'commander';
import { poolTotals } from '../cluster/pool-totals.ts';
import { say } from './output.ts';
import type { Services } from './services.ts';
import { poolServers } from './shown-server.ts';
import { poolTable } from './status-table.ts';
import { totalsLine } from './totals.ts';
import { poolJson, watch } from './watch.ts';

/** `status`: the pool at a glance, once or live. */
export function addStatusCommand(program: Command, services: Services): void {
  program
    .command('status')
    .description('show the servers, their load, meetings and users')
    .option('-w, --watch', 'keep showing it; live on a terminal, else a snapshot each time')
    .option('-i, --interval <seconds>', 'time between two looks with --watch', seconds, 2)
    .option('--json', 'print JSON (with --watch a line each time)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ scalelite status --watch\n  $ scalelite status --json | jq .totals',
    )
    .action(async (options: { watch?: true; interval: number; json?: true }) => {
      const json = options.json ?? false;
      if (options.watch)
        await watch(services, { intervalMs: options.interval * 1000, json, signal: services.interrupted });
      else await once(services, json);
    });
}

async function once(services: Services, json: boolean): Promise<void> {
  const servers = await poolServers(services);
  if (json) say(services.terminal, JSON.stringify(poolJson(servers), null, 2));
  else say(services.terminal, totalsLine(poolTotals(servers)), '', ...poolTable(services.terminal, servers));
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0.1 && value <= 3600)) throw new InvalidArgumentError('Allowed: 0.1 to 3600.');
  return value;
}
