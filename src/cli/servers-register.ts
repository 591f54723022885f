import type { Command } from 'commander';
import { examples } from './examples.ts';
import { CommandFailed, printable, say } from './output.ts';
import { sayJson } from './print.ts';
import { secretOf } from './secret-input.ts';
import { capacity, type Fields, withFields } from './servers-edit.ts';
import type { Services } from './services.ts';

/** `servers register`: what a machine runs at boot that takes part in the pool by itself. */
export function addRegister(servers: Command, services: Services): void {
  withFields(servers.command('register').argument('<url>', 'base of its BBB API, with /api at the end'))
    .description('announce a server: add and enable it, or find it again by its URL')
    .addHelpText(
      'after',
      examples(
        'scalelite --url https://sl.example.com --token slt_… servers register https://bbb7.example.com/bigbluebutton/api --secret-file bbb.secret --max-users 400',
      ),
    )
    .action(async (url: string, options: Fields) => {
      const secret = await secretOf(services.terminal, options);
      if (!secret) throw new CommandFailed('A server needs a secret (--secret or --secret-file)', 2);
      const { registerServer } = await import('../operations/servers-register.ts');
      const { multiplier, tag } = options;
      const told = await services.operate(registerServer, {
        ...{ url, secret },
        ...(multiplier !== undefined && { load_multiplier: multiplier }),
        ...(tag && { tag }),
        ...capacity(options),
      });
      if (options.json) return sayJson(services.terminal, told);
      const what = told.added ? 'added and enabled' : `known already, ${told.state}`;
      say(services.terminal, `${printable(told.id)} ${what}`);
    });
}
