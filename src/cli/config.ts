import type { Command } from 'commander';
import { type ConfigRow, formatConfig } from '../config/describe.ts';
import { CommandFailed, say, WRONG_USAGE } from './output.ts';
import type { Services } from './services.ts';

/** `config`: the effective configuration, here or of another balancer. */
export function addConfigCommand(program: Command, services: Services): void {
  program
    .command('config')
    .description('show every setting, its effective value and where it comes from')
    .option('--show-secrets', 'do not mask secrets')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ scalelite config --show-secrets | grep LOADBALANCER_SECRET')
    .action(async ({ json, showSecrets }: { json?: true; showSecrets?: true }) => {
      const rows = await rowsOf(services, showSecrets ?? false);
      if (json) say(services.terminal, JSON.stringify(rows, null, 2));
      else services.terminal.stdout.write(formatConfig(rows));
    });
}

/** Here without any store, so that it tells also of a configuration with which nothing starts. */
async function rowsOf(services: Services, showSecrets: boolean): Promise<readonly ConfigRow[]> {
  if (services.remote() === undefined) return await services.describeConfig({ showSecrets });
  if (showSecrets)
    throw new CommandFailed(
      "--show-secrets works on the balancer's own machine only, not with --url",
      WRONG_USAGE,
    );
  const { showConfig } = await import('../operations/config.ts');
  return await services.operate(showConfig, {});
}
