import type { Command } from 'commander';
import type { OutputOf } from '../operations/operation.ts';
import type { listTenantSettings } from '../operations/tenant-settings.ts';
import { type Column, itemTable } from './columns.ts';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { printable, say } from './output.ts';
import { sayJson } from './print.ts';
import type { Services } from './services.ts';

type SettingAnswer = OutputOf<typeof listTenantSettings>[number];

const EXAMPLES = `
Examples:
  $ scalelite tenant-settings list --tenant 1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90
  $ scalelite tenant-settings add 1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90 record false --override
  $ scalelite tenant-settings remove 8a0c4f7e-5a0e-4d62-bb0c-2f6d1c6f1d11 --yes`;

const columns: readonly Column<SettingAnswer>[] = [
  { title: 'ID', spare: 0, cell: ({ id }) => printable(id) },
  { title: 'TENANT', spare: 1, cell: (setting) => printable(setting.tenant_id) },
  { title: 'PARAMETER', spare: 0, cell: ({ param }) => printable(param) },
  { title: 'VALUE', spare: 0, cell: ({ value }) => printable(value) },
  { title: 'OVERRIDE', spare: 2, cell: ({ override }) => (override ? 'yes' : 'no') },
];

/** `tenant-settings`: parameters that the creates and joins of a tenant get. */
export function addTenantSettingsCommand(program: Command, services: Services): void {
  const { terminal, operate } = services;
  const settings = program
    .command('tenant-settings')
    .description('give the creates and joins of a tenant parameters');
  settings.addHelpText('after', EXAMPLES);
  settings
    .command('list')
    .description('list the settings of all tenants, or of one')
    .addHelpText(
      'after',
      examples('scalelite tenant-settings list --tenant 1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90'),
    )
    .option('--tenant <id>', 'only those of this tenant')
    .option('--json', 'print JSON')
    .action(async ({ tenant, json }: { tenant?: string; json?: true }) => {
      const { listTenantSettings } = await import('../operations/tenant-settings.ts');
      const found = await operate(listTenantSettings, tenant === undefined ? {} : { tenant_id: tenant });
      if (json) sayJson(terminal, found);
      else say(terminal, ...itemTable(terminal, columns, found));
    });
  settings
    .command('add')
    .argument('<tenant>', 'the id of the tenant')
    .argument('<param>', 'the name of the parameter')
    .argument('<value>', 'its value')
    .description('give the creates and joins of a tenant a parameter')
    .addHelpText(
      'after',
      examples('scalelite tenant-settings add 1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90 record false --override'),
    )
    .option('--override', "over the client's own value; else only where the client gives none")
    .option('--json', 'print the setting as JSON')
    .action(
      async (tenant_id: string, param: string, value: string, options: { override?: true; json?: true }) => {
        const { addTenantSetting } = await import('../operations/tenant-settings.ts');
        const { override = false, json } = options;
        const added = await operate(addTenantSetting, { tenant_id, param, value, override });
        if (json) sayJson(terminal, added);
        else say(terminal, `${added.id} added`);
      },
    );
  settings
    .command('remove')
    .argument('<id>')
    .description('remove a setting')
    .addHelpText('after', examples('scalelite tenant-settings remove 8a0c4f7e-5a0e-4d62-bb0c-2f6d1c6f1d11'))
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(async (id: string, { yes, json }: { yes?: true; json?: true }) => {
      const { removeTenantSetting } = await import('../operations/tenant-settings.ts');
      await confirm(services, `This removes the setting ${printable(id)}.`, yes);
      const removed = await operate(removeTenantSetting, { id });
      if (json) sayJson(terminal, removed);
      else say(terminal, `${removed.id} removed`);
    });
}
