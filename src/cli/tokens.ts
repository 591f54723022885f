import { type Command, Option } from 'commander';
import { tokenScopes } from '../access/scope.ts';
import type { OutputOf } from '../operations/operation.ts';
import type { listTokens } from '../operations/tokens.ts';
import { type Column, itemTable } from './columns.ts';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { printable, say, warn } from './output.ts';
import { sayJson } from './print.ts';
import type { Services } from './services.ts';

type Token = OutputOf<typeof listTokens>[number];

interface CreateOptions {
  readonly name: string;
  readonly scope: (typeof tokenScopes)[number];
  readonly expires: string;
  readonly json?: true;
}

/** `tokens`: who may use the admin API. */
export function addTokensCommand(program: Command, services: Services): void {
  const tokens = program
    .command('tokens')
    .description('tokens for the admin API: make, list and revoke them')
    .addHelpText(
      'after',
      examples(
        'scalelite tokens create --name monitoring --scope read --expires 90d',
        'scalelite tokens list',
        'scalelite tokens revoke monitoring',
      ),
    );
  addCreate(tokens, services);
  addList(tokens, services);
  addRevoke(tokens, services);
}

function addCreate(tokens: Command, services: Services): void {
  tokens
    .command('create')
    .description('make a token, and print it this once')
    .requiredOption('--name <name>', 'what it is for; the audit log tells it')
    .addOption(
      new Option(
        '--scope <scope>',
        'read; operate: also the pool’s daily business; admin: everything; register: only servers register',
      )
        .choices(tokenScopes)
        .default('read'),
    )
    .option('--expires <period>', 'for how long it is good: 12h, 90d, 4w, 1y or never', '90d')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('scalelite tokens create --name ci --scope operate --expires 30d'))
    .action(async ({ json, ...wanted }: CreateOptions) => {
      const { createToken } = await import('../operations/tokens.ts');
      const made = await services.operate(createToken, wanted);
      if (json) return sayJson(services.terminal, made);
      say(services.terminal, made.token);
      const until = made.expires_at === null ? 'It does not expire' : `It is good until ${made.expires_at}`;
      warn(services.terminal, `${until}. It is not shown again: keep it where only its user can read it.`);
    });
}

function addList(tokens: Command, services: Services): void {
  tokens
    .command('list')
    .description('list the tokens, oldest first; not what they are')
    .option('--json', 'print JSON')
    .addHelpText('after', examples("scalelite tokens list --json | jq '.[] | select(.expired).name'"))
    .action(async ({ json }: { json?: true }) => {
      const { listTokens } = await import('../operations/tokens.ts');
      const found = await services.operate(listTokens, {});
      if (json) sayJson(services.terminal, found);
      else say(services.terminal, ...itemTable(services.terminal, COLUMNS, found));
    });
}

const COLUMNS: readonly Column<Token>[] = [
  { title: 'NAME', spare: 0, cell: ({ name }) => printable(name) },
  { title: 'SCOPE', spare: 0, cell: ({ scope }) => scope },
  {
    title: 'EXPIRES',
    spare: 0,
    cell: ({ expires_at, expired }) => (expired ? `${expires_at} (expired)` : (expires_at ?? 'never')),
  },
  { title: 'LAST USED', spare: 1, cell: ({ last_used_at }) => last_used_at ?? 'never' },
  { title: 'MADE', spare: 3, cell: ({ created_at }) => created_at },
  { title: 'ID', spare: 2, cell: ({ id }) => id },
];

function addRevoke(tokens: Command, services: Services): void {
  tokens
    .command('revoke')
    .argument('<id>', 'its id or name')
    .description('revoke a token: it is good no more from now on')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('scalelite tokens revoke monitoring --yes'))
    .action(async (id: string, { yes, json }: { yes?: true; json?: true }) => {
      await confirm(services, `Whoever works with the token ${printable(id)} is locked out.`, yes);
      const { revokeToken } = await import('../operations/tokens.ts');
      const revoked = await services.operate(revokeToken, { id });
      if (json) sayJson(services.terminal, revoked);
      else say(services.terminal, `${printable(revoked.name)} revoked`);
    });
}
