import type { Command } from 'commander';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { CommandFailed, printable } from './output.ts';
import { type SecretOptions, secretOf, withSecret } from './secret-input.ts';
import type { Services } from './services.ts';
import { report } from './tenants.ts';

const ID = '1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90';

interface ExpireOptions extends SecretOptions {
  readonly expires: string;
  readonly json?: true;
}

/** `tenants enable`, `disable` and `expire-secret`: who is let in. */
export function addTenantAccess(tenants: Command, services: Services): void {
  tenants
    .command('enable')
    .argument('<id>')
    .description('let a tenant in again')
    .option('--json', 'print the tenant as JSON')
    .addHelpText('after', examples(`scalelite tenants enable ${ID}`))
    .action(async (id: string, { json }: { json?: true }) => {
      const { enableTenant } = await import('../operations/tenant-access.ts');
      report(services, await services.operate(enableTenant, { id }), json);
    });
  tenants
    .command('disable')
    .argument('<id>')
    .description('let a tenant in nowhere any more; its meetings that run go on')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print the tenant as JSON')
    .addHelpText('after', examples(`scalelite tenants disable ${ID} --yes`))
    .action(async (id: string, { yes, json }: { yes?: true; json?: true }) => {
      await confirm(services, `Nobody of the tenant ${printable(id)} is let in any more.`, yes);
      const { disableTenant } = await import('../operations/tenant-access.ts');
      report(services, await services.operate(disableTenant, { id }), json);
    });
  withSecret(tenants.command('expire-secret').argument('<id>'), 'the secret')
    .description('let one of the secrets of a tenant expire')
    .option('--expires <period>', 'for how long it is still good: 12h, 90d, 4w, 1y or never', '1w')
    .option('--json', 'print the tenant as JSON')
    .addHelpText(
      'after',
      examples(`scalelite tenants expire-secret ${ID} --secret-file old.secret --expires 2w`),
    )
    .action((id: string, options: ExpireOptions) => expire(services, id, options));
}

async function expire(services: Services, id: string, options: ExpireOptions): Promise<void> {
  const secret = await secretOf(services.terminal, options);
  if (!secret) throw new CommandFailed('Which secret? Give --secret or --secret-file', 2);
  const { expireSecret } = await import('../operations/tenant-access.ts');
  const { expires, json } = options;
  report(services, await services.operate(expireSecret, { id, secret, expires }), json);
}
