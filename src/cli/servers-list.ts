import type { Command } from 'commander';
import { decimal } from '../cluster/decimal.ts';
import { type Column, itemTable } from './columns.ts';
import { examples } from './examples.ts';
import { printable, say } from './output.ts';
import { card, sayJson } from './print.ts';
import type { Services } from './services.ts';
import type { ServerAnswer } from './shown-server.ts';

const columns: readonly Column<ServerAnswer>[] = [
  { title: 'ID', spare: 0, cell: ({ id }) => printable(id) },
  { title: 'URL', spare: 3, cell: ({ url }) => printable(url) },
  { title: 'STATE', spare: 0, cell: ({ state }) => state },
  { title: 'HEALTH', spare: 0, cell: healthOf },
  { title: 'LOAD', spare: 1, cell: loadOf },
  { title: 'MULTIPLIER', spare: 5, cell: (server) => decimal(server.load_multiplier) },
  { title: 'VERSION', spare: 4, cell: (server) => printable(server.bbb_version ?? '') },
  { title: 'TAG', spare: 2, cell: ({ tag }) => printable(tag ?? '') },
];

interface Options {
  readonly json?: true;
  readonly showSecrets?: true;
}

/** `servers list` and `servers show`. */
export function addListing(servers: Command, services: Services): void {
  withOptions(servers.command('list'))
    .description('list all servers')
    .addHelpText(
      'after',
      examples(
        'scalelite servers list',
        "scalelite servers list --json | jq '.[] | select(.online | not) | .id'",
      ),
    )
    .action(async ({ json, showSecrets }: Options) => {
      const { listServers } = await import('../operations/servers.ts');
      const found = await services.operate(listServers, { show_secrets: showSecrets ?? false });
      if (json) sayJson(services.terminal, found);
      else say(services.terminal, ...itemTable(services.terminal, withSecrets(showSecrets ?? false), found));
    });
  withOptions(servers.command('show').argument('<id>'))
    .description('show one server')
    .addHelpText('after', examples('scalelite servers show bbb1.example.com'))
    .action(async (id: string, { json, showSecrets }: Options) => {
      const { showServer } = await import('../operations/servers.ts');
      const server = await services.operate(showServer, { id, show_secrets: showSecrets ?? false });
      if (json) sayJson(services.terminal, server);
      else say(services.terminal, ...card(facts(server)));
    });
}

function withOptions(command: Command): Command {
  return command.option('--json', 'print JSON').option('--show-secrets', 'print secrets too');
}

function withSecrets(shown: boolean): readonly Column<ServerAnswer>[] {
  const secret: Column<ServerAnswer> = {
    title: 'SECRET',
    spare: 0,
    cell: (one) => printable(one.secret ?? ''),
  };
  return shown ? [...columns, secret] : columns;
}

function facts(server: ServerAnswer): (readonly [string, string])[] {
  const { id, url, secret, state, tag, meetings, users, videos } = server;
  return [
    ['ID', printable(id)],
    ['URL', printable(url)],
    ...(secret === undefined ? [] : [['Secret', printable(secret)] as const]),
    ['State', state],
    ['Health', healthOf(server)],
    ...awaitedOf(server),
    ['Load', loadOf(server)],
    ['Multiplier', decimal(server.load_multiplier)],
    ['Tag', printable(tag ?? '–')],
    ...capacityOf(server),
    ['BBB version', printable(server.bbb_version ?? '–')],
    ['Meetings', `${meetings} (the largest has ${server.largest_meeting} users)`],
    ['Users', `${users}, ${videos} webcams`],
  ];
}

/** Only what the operator said. */
function capacityOf({ max_meetings, max_users, spare }: ServerAnswer): (readonly [string, string])[] {
  return [
    ...(max_meetings === null ? [] : [['Max. meetings', String(max_meetings)] as const]),
    ...(max_users === null ? [] : [['Max. users', String(max_users)] as const]),
    ...(spare ? [['Spare', 'yes'] as const] : []),
  ];
}

function healthOf({ online, awaited_until }: ServerAnswer): string {
  if (online) return 'online';
  return awaited_until === undefined ? 'offline' : 'awaited';
}

/** Only of one that went offline and may come back with its meetings. */
function awaitedOf({ awaited_until }: ServerAnswer): (readonly [string, string])[] {
  return awaited_until === undefined ? [] : [['Waited for', `until ${awaited_until}`]];
}

function loadOf({ load }: ServerAnswer): string {
  return load === null ? 'none' : decimal(load);
}
