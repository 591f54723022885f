import { type Command, Option } from 'commander';
import { scopes, type UserScope } from '../access/scope.ts';
import type { OutputOf } from '../operations/operation.ts';
import type { listUsers } from '../operations/users.ts';
import { type Column, itemTable } from './columns.ts';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { printable, say } from './output.ts';
import { readPassword } from './password-input.ts';
import { sayJson } from './print.ts';
import type { Services } from './services.ts';

type User = OutputOf<typeof listUsers>[number];

const FROM_STDIN = 'The password is asked for, or read from stdin: it is never an argument.';

/** `users`: who signs in to the dashboard with a password. */
export function addUsersCommand(program: Command, services: Services): void {
  const users = program
    .command('users')
    .description('who signs in to the dashboard with a password')
    .addHelpText(
      'after',
      examples(
        'scalelite users add ann --scope operate',
        'scalelite users list',
        'scalelite users passwd ann < password.txt',
        'scalelite users remove ann',
      ),
    );
  addAdd(users, services);
  addList(users, services);
  addPasswd(users, services);
  addRemove(users, services);
}

function addAdd(users: Command, services: Services): void {
  users
    .command('add')
    .argument('<name>', 'what they sign in as; the audit log tells it')
    .description('add somebody')
    .addOption(
      new Option('--scope <scope>', 'read; operate: also the pool’s daily business; admin: everything')
        .choices(scopes)
        .default('read'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', `\n${FROM_STDIN}\n${examples('scalelite users add ann --scope operate')}`)
    .action(async (name: string, { scope, json }: { scope: UserScope; json?: true }) => {
      const password = await readPassword(services.terminal);
      const { addUser } = await import('../operations/users.ts');
      const user = await services.operate(addUser, { name, password, scope });
      if (json) sayJson(services.terminal, user);
      else say(services.terminal, `${printable(user.name)} added`);
    });
}

function addList(users: Command, services: Services): void {
  users
    .command('list')
    .description('list them')
    .option('--json', 'print JSON')
    .addHelpText('after', examples("scalelite users list --json | jq '.[].name'"))
    .action(async ({ json }: { json?: true }) => {
      const { listUsers } = await import('../operations/users.ts');
      const found = await services.operate(listUsers, {});
      if (json) sayJson(services.terminal, found);
      else say(services.terminal, ...itemTable(services.terminal, COLUMNS, found));
    });
}

const COLUMNS: readonly Column<User>[] = [
  { title: 'NAME', spare: 0, cell: ({ name }) => printable(name) },
  { title: 'SCOPE', spare: 0, cell: ({ scope }) => scope },
  { title: 'SIGNED IN', spare: 0, cell: ({ signed_in_at }) => signed_in_at ?? 'never' },
  { title: 'ADDED', spare: 1, cell: ({ created_at }) => created_at },
];

function addPasswd(users: Command, services: Services): void {
  users
    .command('passwd')
    .argument('<name>', 'whose')
    .description('set another password; where they are signed in they no longer are')
    .option('--json', 'print JSON')
    .addHelpText('after', `\n${FROM_STDIN}\n${examples('scalelite users passwd ann')}`)
    .action(async (name: string, { json }: { json?: true }) => {
      const password = await readPassword(services.terminal);
      const { setUserPassword } = await import('../operations/users.ts');
      const user = await services.operate(setUserPassword, { name, password });
      if (json) sayJson(services.terminal, user);
      else say(services.terminal, `${printable(user.name)} has another password`);
    });
}

function addRemove(users: Command, services: Services): void {
  users
    .command('remove')
    .argument('<name>', 'who')
    .description('remove somebody; where they are signed in they no longer are')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('scalelite users remove ann --yes'))
    .action(async (name: string, { yes, json }: { yes?: true; json?: true }) => {
      await confirm(services, `${printable(name)} is locked out of the dashboard.`, yes);
      const { removeUser } = await import('../operations/users.ts');
      const user = await services.operate(removeUser, { name });
      if (json) sayJson(services.terminal, user);
      else say(services.terminal, `${printable(user.name)} removed`);
    });
}
