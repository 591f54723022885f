import type { Command } from 'commander';
import { addCordon } from './servers-cordon.ts';
import { addEditing } from './servers-edit.ts';
import { addEnding } from './servers-end.ts';
import { addExplain } from './servers-explain.ts';
import { addListing } from './servers-list.ts';
import { addRegister } from './servers-register.ts';
import { knownServers, report } from './servers-report.ts';
import { addSyncing } from './servers-sync.ts';
import type { Services } from './services.ts';
import type { ServerAnswer } from './shown-server.ts';

const EXAMPLES = `
Examples:
  $ scalelite servers add https://bbb1.example.com/bigbluebutton/api --secret-file bbb1.secret --enable
  $ scalelite servers list --json | jq '.[] | select(.online | not) | .id'
  $ scalelite servers cordon bbb1.example.com
  $ scalelite servers export > servers.yml`;

/** `servers`: the pool's servers, and one command for each thing that is done to them. */
export function addServersCommand(program: Command, services: Services): void {
  const servers = program.command('servers').description('list and manage the BBB servers of the pool');
  servers.addHelpText('after', EXAMPLES);
  addListing(servers, services);
  addExplain(servers, services);
  addEditing(servers, services);
  addRegister(servers, services);
  addEnabling(servers, services);
  addCordon(servers, services);
  addEnding(servers, services);
  addSyncing(servers, services);
}

function addEnabling(servers: Command, services: Services): void {
  servers
    .command('enable')
    .argument('<id...>')
    .description('let servers take meetings, once they were polled')
    .option('--json', 'print the servers as JSON')
    .addHelpText('after', '\nExample:\n  $ scalelite servers enable bbb1.example.com bbb2.example.com')
    .action(async (ids: string[], options: { json?: true }) => {
      const { enableServer } = await import('../operations/servers-state.ts');
      await knownServers(services, ids);
      const enabled: ServerAnswer[] = [];
      for (const id of ids) enabled.push(await services.operate(enableServer, { id }));
      report(services, enabled, 'enabled', options.json);
    });
}
