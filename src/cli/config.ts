import type { Command } from 'commander';
import { formatConfig } from '../config/describe.ts';
import { say } from './output.ts';
import type { Services } from './services.ts';

/** `config`: the effective configuration. */
export function addConfigCommand(program: Command, services: Services): void {
  program
    .command('config')
    .description('show every setting, its effective value and where it comes from')
    .option('--show-secrets', 'do not mask secrets')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ scalelite config --show-secrets | grep LOADBALANCER_SECRET')
    .action(async ({ json, showSecrets }: { json?: true; showSecrets?: true }) => {
      const rows = await services.describeConfig({ showSecrets: showSecrets ?? false });
      if (json) say(services.terminal, JSON.stringify(rows, null, 2));
      else services.terminal.stdout.write(formatConfig(rows));
    });
}
