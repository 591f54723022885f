import type { Command } from 'commander';
import { decimal } from '../cluster/decimal.ts';
import type { AdminState, Server } from '../cluster/server.ts';
import { printable, say, table } from './output.ts';
import { serverJson } from './server-json.ts';
import { addEditing } from './servers-edit.ts';
import type { EndingOptions } from './servers-end.ts';
import { addExplain } from './servers-explain.ts';
import { found, report } from './servers-report.ts';
import type { Services } from './services.ts';

const EXAMPLES = `
Examples:
  $ scalelite servers add https://bbb1.example.com/bigbluebutton/api --secret-file bbb1.secret --enable
  $ scalelite servers list --json | jq '.[] | select(.online | not) | .id'
  $ scalelite servers cordon bbb1.example.com`;

/** `servers`: the pool's servers, and one command for each thing that is done to them. */
export function addServersCommand(program: Command, services: Services): void {
  const servers = program.command('servers').description('list and manage the BBB servers of the pool');
  servers.addHelpText('after', EXAMPLES);
  addList(servers, services);
  addEditing(servers, services);
  addState(servers, services, { verb: 'enable', done: 'enabled', about: 'let servers take meetings' });
  addState(servers, services, {
    verb: 'cordon',
    done: 'cordoned',
    about: 'drain servers: no new meetings, those on them go on',
  });
  addEnding(servers, services);
  addExplain(servers, services);
}

function addList(servers: Command, services: Services): void {
  servers
    .command('list')
    .description('list all servers')
    .option('--json', 'print JSON')
    .option('--show-secrets', 'print their secrets too (with --json)')
    .action(async (options: { json?: true; showSecrets?: true }) => {
      const found = await (await services.store()).servers.list();
      const json = () =>
        found.map((server) => serverJson(server, { showSecret: options.showSecrets ?? false }));
      if (options.json) say(services.terminal, JSON.stringify(json(), null, 2));
      else say(services.terminal, ...listing(found));
    });
}

function listing(servers: readonly Server[]): string[] {
  const header = ['ID', 'URL', 'STATE', 'HEALTH', 'LOAD', 'MULTIPLIER', 'VERSION', 'TAG'];
  return table(
    header,
    servers.map((server) => [
      server.id,
      server.url,
      server.state,
      server.online ? 'online' : 'offline',
      server.load === undefined ? 'none' : decimal(server.load),
      decimal(server.loadMultiplier),
      printable(server.bbbVersion),
      server.tag ?? '',
    ]),
  );
}

interface StateChange {
  readonly verb: string;
  readonly done: AdminState;
  readonly about: string;
}

function addState(servers: Command, services: Services, { verb, done, about }: StateChange): void {
  servers
    .command(verb)
    .argument('<id...>')
    .description(about)
    .option('--json', 'print the servers as JSON')
    .action(async (ids: string[], options: { json?: true }) => {
      const store = (await services.store()).servers;
      for (const id of ids) found(id, await store.find(id));
      const changed: Server[] = [];
      for (const id of ids) changed.push(found(id, await store.setState(id, done)));
      report(services, changed, done, options.json);
    });
}

/** Both end what still runs there, so both ask. What calls BBB is loaded when it is needed. */
function addEnding(servers: Command, services: Services): void {
  ending(servers, 'disable', 'take servers out of service; ends the meetings they still have').action(
    async (ids: string[], options: EndingOptions) =>
      (await import('./servers-end.ts')).disable(services, ids, options),
  );
  ending(servers, 'remove', 'remove servers from the pool; ends the meetings they still have').action(
    async (ids: string[], options: EndingOptions) =>
      (await import('./servers-end.ts')).remove(services, ids, options),
  );
}

function ending(servers: Command, name: string, about: string): Command {
  return servers
    .command(name)
    .argument('<id...>')
    .description(about)
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print the servers as JSON');
}
