import { Argument, type Command } from 'commander';
import { examples } from '../examples.ts';
import { say } from '../output.ts';
import type { Services } from '../services.ts';
import { NOUNS } from './tree.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Shells expand what they are given to complete with: an id that would be a command is not offered. */
const HARMLESS = /^[\w.:-]+$/;

const HELP = `
Commands, options and the ids of servers and tenants are completed.

Examples:
  $ source <(scalelite completion bash)
  $ scalelite completion bash > ~/.local/share/bash-completion/completions/scalelite
  $ scalelite completion zsh > "\${fpath[1]}/_scalelite"
  $ scalelite completion fish > ~/.config/fish/completions/scalelite.fish`;

/** `completion`: what a shell needs to complete this program's command lines. */
export function addCompletionCommand(program: Command, services: Services): void {
  const completion = program
    .command('completion')
    .description('print a script that lets your shell complete command lines')
    .addHelpText('after', HELP);
  for (const shell of SHELLS) {
    completion
      .command(shell)
      .description(`print it for ${shell}`)
      .addHelpText('after', examples(`scalelite completion ${shell}`))
      .action(async () => void services.terminal.stdout.write(await scriptFor(shell, program)));
  }
  completion
    .command('ids', { hidden: true })
    .addArgument(new Argument('<noun>').choices(NOUNS))
    .action(async (noun: (typeof NOUNS)[number]) => {
      const { listServers } = await import('../../operations/servers.ts');
      const { listTenants } = await import('../../operations/tenants.ts');
      const { operate } = services;
      const found = await (noun === 'servers' ? operate(listServers, {}) : operate(listTenants, {}));
      say(services.terminal, ...found.map(({ id }) => id).filter((id) => HARMLESS.test(id)));
    });
}

async function scriptFor(shell: (typeof SHELLS)[number], program: Command): Promise<string> {
  const places = (await import('./tree.ts')).placesOf(program);
  const name = program.name();
  if (shell === 'bash') return (await import('./bash.ts')).bashScript(name, places);
  if (shell === 'zsh') return (await import('./zsh.ts')).zshScript(name, places);
  return (await import('./fish.ts')).fishScript(name, places);
}
