import type { Command } from 'commander';
import { examples } from './examples.ts';
import { say, warn } from './output.ts';
import { card, sayJson } from './print.ts';
import type { Services } from './services.ts';
import { used } from './tenant-use.ts';

/** `limits`: what the whole pool may have at most. */
export function addLimitsCommand(program: Command, services: Services): void {
  program
    .command('limits')
    .description('show the limits of the pool, what of them is used, and the most that ever was')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('scalelite limits', 'scalelite limits --json | jq .use.peak_users'))
    .action(async ({ json }: { json?: true }) => {
      const { showLimits } = await import('../operations/pool-limits.ts');
      const found = await services.operate(showLimits, {});
      if (json) return sayJson(services.terminal, found);
      const { use, max_duration } = found;
      const facts: [string, string][] = [];
      if (use) facts.push(['Meetings', used(use.meetings, found.max_meetings, use.peak_meetings)]);
      if (use) facts.push(['Users', used(use.users, found.max_users, use.peak_users)]);
      if (max_duration !== null) facts.push(['Max. duration', `${max_duration} min`]);
      say(services.terminal, ...card(facts));
      if (!use)
        warn(services.terminal, 'Neither MAX_MEETINGS nor MAX_USERS is set: what is used is not kept.');
    });
}
