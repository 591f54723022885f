import type { Command } from 'commander';
import type { OutputOf } from '../operations/operation.ts';
import type { listTenantSecrets } from '../operations/tenant-secrets.ts';
import { type Column, itemTable } from './columns.ts';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { printable, say, warn } from './output.ts';
import { sayJson } from './print.ts';
import { type SecretOptions, secretOf, withSecret } from './secret-input.ts';
import type { Services } from './services.ts';

type Secret = OutputOf<typeof listTenantSecrets>[number];

const ID = '1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90';

const HELP = `
To replace a secret without an outage: add one, give it to the front-ends, then let the old one expire.

Examples:
  $ scalelite tenants secrets add ${ID}
  $ scalelite tenants secrets list ${ID}
  $ scalelite tenants secrets expire ${ID} 3f9a1c04b7de --in 7d`;

/** `tenants secrets`: what a tenant's front-ends sign with, and for how long. */
export function addTenantSecrets(tenants: Command, services: Services): void {
  const secrets = tenants.command('secrets').description('list, add and expire the secrets of a tenant');
  secrets.addHelpText('after', HELP);
  addList(secrets, services);
  addAdding(secrets, services);
  addExpiring(secrets, services);
}

function addList(secrets: Command, services: Services): void {
  secrets
    .command('list')
    .argument('<id>')
    .description('list them by fingerprint, with the time until which they are good')
    .option('--json', 'print JSON')
    .option('--show-secrets', 'print the secrets too')
    .addHelpText('after', examples(`scalelite tenants secrets list ${ID} --show-secrets`))
    .action(async (id: string, options: { json?: true; showSecrets?: true }) => {
      const show_secrets = options.showSecrets ?? false;
      const { listTenantSecrets } = await import('../operations/tenant-secrets.ts');
      const found = await services.operate(listTenantSecrets, { id, show_secrets });
      if (options.json) sayJson(services.terminal, found);
      else say(services.terminal, ...itemTable(services.terminal, columns(show_secrets), found));
    });
}

function columns(showSecrets: boolean): readonly Column<Secret>[] {
  const secret: Column<Secret> = { title: 'SECRET', spare: 0, cell: (one) => printable(one.secret ?? '') };
  return [
    { title: 'FINGERPRINT', spare: 0, cell: (one) => one.fingerprint },
    { title: 'EXPIRES', spare: 0, cell: expiry },
    ...(showSecrets ? [secret] : []),
  ];
}

function expiry({ expires_at, expired }: Secret): string {
  return expired ? `${expires_at} (expired)` : (expires_at ?? 'never');
}

function addAdding(secrets: Command, services: Services): void {
  withSecret(secrets.command('add').argument('<id>'), 'the new one; left out, one is made and printed')
    .description('give a tenant one secret more')
    .option('--json', 'print JSON')
    .addHelpText('after', examples(`scalelite tenants secrets add ${ID}`))
    .action(async (id: string, { json, ...given }: SecretOptions & { json?: true }) => {
      const secret = await secretOf(services.terminal, given);
      const { addTenantSecret } = await import('../operations/tenant-secrets.ts');
      const added = await services.operate(addTenantSecret, { id, ...(secret !== undefined && { secret }) });
      if (json) return sayJson(services.terminal, added);
      say(services.terminal, secret === undefined ? (added.secret ?? '') : `${added.fingerprint} added`);
      warn(
        services.terminal,
        'The older ones stay in force: let them expire once nobody uses them any more.',
      );
    });
}

interface ExpireOptions {
  readonly in: string;
  readonly json?: true;
  readonly yes?: true;
}

function addExpiring(secrets: Command, services: Services): void {
  secrets
    .command('expire')
    .argument('<id>')
    .argument('<fingerprint>', 'of the secret, as list tells it')
    .description('let a secret expire')
    .option('--in <period>', 'for how long it is still good: 12h, 7d, 4w, now or never', 'now')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText('after', examples(`scalelite tenants secrets expire ${ID} 3f9a1c04b7de --in 7d`))
    .action(async (id: string, fingerprint: string, { in: expires, json, yes }: ExpireOptions) => {
      const consequence = `Front-ends that use the secret ${printable(fingerprint)} are locked out.`;
      if (expires === 'now') await confirm(services, consequence, yes);
      const { expireTenantSecret } = await import('../operations/tenant-secrets.ts');
      const changed = await services.operate(expireTenantSecret, { id, fingerprint, expires });
      if (json) sayJson(services.terminal, changed);
      else say(services.terminal, `${changed.fingerprint} expires: ${expiry(changed)}`);
    });
}
