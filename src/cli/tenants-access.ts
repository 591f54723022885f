import type { Command } from 'commander';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { printable } from './output.ts';
import type { Services } from './services.ts';
import { report } from './tenants.ts';

const ID = '1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90';

/** `tenants enable` and `disable`: who is let in. */
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
}
