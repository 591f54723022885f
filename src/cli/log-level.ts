import { Argument, type Command } from 'commander';
import type { showLogLevel } from '../operations/log-level.ts';
import { logLevels } from '../operations/log-level-store.ts';
import type { OutputOf } from '../operations/operation.ts';
import { examples } from './examples.ts';
import { say } from './output.ts';
import { sayJson } from './print.ts';
import type { Services } from './services.ts';

type Told = OutputOf<typeof showLogLevel>;
type Wanted = (typeof logLevels)[number] | 'configured';

/** `log-level`: what all processes log, changed while they run. */
export function addLogLevelCommand(program: Command, services: Services): void {
  program
    .command('log-level')
    .description('show what all processes log, or change it for a while, without a restart')
    .addArgument(
      new Argument('[level]', 'this level and all above it; configured: as RAILS_LOG_LEVEL says').choices([
        ...logLevels,
        'configured',
      ]),
    )
    .option('--for <period>', 'for how long: 15m, 2h, 1d', '1h')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'scalelite log-level',
        'scalelite log-level debug --for 15m',
        'scalelite log-level configured',
      ),
    )
    .action(async (level: Wanted | undefined, options: { for: string; json?: true }) => {
      const told = await change(services, level, options.for);
      if (options.json) sayJson(services.terminal, told);
      else say(services.terminal, sentence(told));
    });
}

async function change(services: Services, level: Wanted | undefined, period: string): Promise<Told> {
  const { resetLogLevel, setLogLevel, showLogLevel } = await import('../operations/log-level.ts');
  if (level === undefined) return await services.operate(showLogLevel, {});
  if (level === 'configured') return await services.operate(resetLogLevel, {});
  return await services.operate(setLogLevel, { level, for: period });
}

function sentence({ level, configured, until }: Told): string {
  return until === null ? `${level}, as configured` : `${level} until ${until}, then ${configured}`;
}
