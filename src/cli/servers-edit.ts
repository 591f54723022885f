import { type Command, InvalidArgumentError } from 'commander';
import { readMultiplier } from '../cluster/load-multiplier.ts';
import { type LimitInput, limit, limitGiven } from './limit-input.ts';
import { CommandFailed } from './output.ts';
import { type SecretOptions, secretOf, withSecret } from './secret-input.ts';
import { report } from './servers-report.ts';
import type { Services } from './services.ts';

const ADD_EXAMPLES = `
Examples:
  $ scalelite servers add https://bbb1.example.com/bigbluebutton/api --secret-file bbb1.secret --enable
  $ ssh bbb1 sudo bbb-conf --secret | sed -n 's/.*Secret: //p' |
      scalelite servers add https://bbb1.example.com/bigbluebutton/api --secret-file -`;

const UPDATE_EXAMPLES = `
Examples:
  $ scalelite servers update bbb1.example.com --multiplier 1.5 --tag large
  $ scalelite servers update bbb1.example.com --max-meetings 80 --max-users none
  $ scalelite servers update bbb1.example.com --no-tag --secret-file bbb1.secret`;

export interface Fields extends SecretOptions {
  readonly multiplier?: number;
  /** False: --no-tag. */
  readonly tag?: string | false;
  readonly maxMeetings?: LimitInput;
  readonly maxUsers?: LimitInput;
  readonly spare?: boolean;
  readonly json?: true;
}

/** `servers add` and `servers update`. */
export function addEditing(servers: Command, services: Services): void {
  withFields(servers.command('add').argument('<url>', 'base of its BBB API, with /api at the end'))
    .description('add a server (disabled, unless --enable)')
    .option('--enable', 'enable it at once')
    .addHelpText('after', ADD_EXAMPLES)
    .action((url: string, options: Fields & { enable?: true }) => add(services, url, options));
  withFields(servers.command('update').argument('<id>'))
    .description('change what is given, leave the rest')
    .option('--url <url>', 'base of its BBB API')
    .option('--no-tag', 'remove the tag')
    .option('--no-spare', 'take meetings like the others again')
    .addHelpText('after', UPDATE_EXAMPLES)
    .action((id: string, options: Fields & { url?: string }) => update(services, id, options));
}

export function withFields(command: Command): Command {
  return withSecret(command)
    .option('--multiplier <number>', 'load multiplier: higher means fewer meetings', multiplier)
    .option('--tag <tag>', 'tag that meetings can ask for')
    .option('--max-meetings <number>', 'meetings from which on it takes no new one, or none', limit)
    .option('--max-users <number>', 'users from which on it takes no new meeting, or none', limit)
    .option('--spare', 'take meetings only while no other server can')
    .option('--json', 'print the server as JSON');
}

async function add(services: Services, url: string, options: Fields & { enable?: true }): Promise<void> {
  const secret = await secretOf(services.terminal, options);
  if (!secret) throw new CommandFailed('A server needs a secret (--secret or --secret-file)', 2);
  const { addServer } = await import('../operations/servers-edit.ts');
  const { multiplier: load_multiplier = 1, enable = false } = options;
  const fields = { url, secret, load_multiplier, enable, tag: options.tag || null, ...capacity(options) };
  const added = await services.operate(addServer, fields);
  report(services, [added], enable ? 'added and enabled' : 'added', options.json);
}

async function update(services: Services, id: string, options: Fields & { url?: string }): Promise<void> {
  const secret = await secretOf(services.terminal, options);
  const { updateServer } = await import('../operations/servers-edit.ts');
  const { url, multiplier: load_multiplier, tag } = options;
  const updated = await services.operate(updateServer, {
    id,
    ...(url !== undefined && { url }),
    ...(secret && { secret }),
    ...(load_multiplier !== undefined && { load_multiplier }),
    ...(tag !== undefined && { tag: tag || null }),
    ...capacity(options),
  });
  report(services, [updated], 'updated', options.json);
}

export function capacity({ maxMeetings, maxUsers, spare }: Fields) {
  return {
    ...limitGiven('max_meetings', maxMeetings),
    ...limitGiven('max_users', maxUsers),
    ...(spare !== undefined && { spare }),
  };
}

function multiplier(text: string): number {
  const value = readMultiplier(text);
  if (value === undefined) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
