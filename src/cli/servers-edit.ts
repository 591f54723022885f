import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { type Added, addServer } from '../cluster/add-server.ts';
import { readMultiplier } from '../cluster/load-multiplier.ts';
import type { ServerChange } from '../cluster/server.ts';
import { isServerUrl } from '../cluster/server-url.ts';
import { readInput } from './input.ts';
import { CommandFailed } from './output.ts';
import { found, report } from './servers-report.ts';
import type { Services } from './services.ts';

const EXAMPLES = `
Examples:
  $ scalelite servers add https://bbb1.example.com/bigbluebutton/api --secret SECRET --enable
  $ ssh bbb1 sudo bbb-conf --secret | sed -n 's/.*Secret: //p' |
      scalelite servers add https://bbb1.example.com/bigbluebutton/api --secret-file -`;

interface Fields {
  readonly secret?: string;
  readonly secretFile?: string;
  readonly multiplier?: number;
  /** False: --no-tag. */
  readonly tag?: string | false;
  readonly json?: true;
}

/** `servers add` and `servers update`. */
export function addEditing(servers: Command, services: Services): void {
  withFields(servers.command('add').argument('<url>', 'base of its BBB API, with /api at the end'))
    .description('add a server (disabled, unless --enable)')
    .option('--enable', 'enable it at once')
    .addHelpText('after', EXAMPLES)
    .action((url: string, options: Fields & { enable?: true }) => add(services, url, options));
  withFields(servers.command('update').argument('<id>'))
    .description('change what is given, leave the rest')
    .option('--url <url>', 'base of its BBB API')
    .option('--no-tag', 'remove the tag')
    .action((id: string, options: Fields & { url?: string }) => update(services, id, options));
}

function withFields(command: Command): Command {
  return command
    .option('--secret <secret>', 'its shared secret')
    .option('--secret-file <path>', 'file that holds the secret; - is stdin')
    .option('--multiplier <number>', 'load multiplier: higher means fewer meetings', multiplier)
    .option('--tag <tag>', 'tag that meetings can ask for')
    .option('--json', 'print the server as JSON');
}

async function add(services: Services, url: string, options: Fields & { enable?: true }): Promise<void> {
  const { servers } = await services.store();
  const { serverIdIsHostname: idIsHostname } = await services.config();
  const secret = await secretOf(services, options);
  const request = { url, secret, loadMultiplier: options.multiplier ?? 1, tag: options.tag || undefined };
  const id = idOf(await addServer({ servers, idIsHostname, newId: randomUUID }, request));
  const added = options.enable ? await servers.setState(id, 'enabled') : await servers.find(id);
  report(services, [found(id, added)], options.enable ? 'added and enabled' : 'added', options.json);
}

function idOf(added: Added): string {
  if (added.kind === 'added') return added.id;
  if (added.kind === 'taken') throw new CommandFailed(`Server already exists with id '${added.id}'`);
  if (added.kind === 'badUrl') throw new CommandFailed('The URL must start with http:// or https://');
  throw new CommandFailed('A server needs a URL and a secret (--secret or --secret-file)');
}

async function update(services: Services, id: string, options: Fields & { url?: string }): Promise<void> {
  if (options.url !== undefined && !isServerUrl(options.url)) {
    throw new CommandFailed('The URL must start with http:// or https://');
  }
  const secret = await secretOf(services, options);
  const change: ServerChange = {
    ...(options.url !== undefined && { url: options.url }),
    ...(secret && { secret }),
    ...(options.multiplier !== undefined && { loadMultiplier: options.multiplier }),
    ...(options.tag !== undefined && { tag: options.tag || undefined }),
  };
  const updated = await (await services.store()).servers.update(id, change);
  report(services, [found(id, updated)], 'updated', options.json);
}

async function secretOf({ terminal }: Services, { secret, secretFile }: Fields): Promise<string | undefined> {
  if (secretFile === undefined) return secret;
  return (await readInput(terminal, secretFile)).replace(/\r?\n$/, '');
}

function multiplier(text: string): number {
  const value = readMultiplier(text);
  if (value === undefined) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
