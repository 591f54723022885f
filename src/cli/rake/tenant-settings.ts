import { randomUUID } from 'node:crypto';
import { CommandFailed, say, warn } from '../output.ts';
import type { Services } from '../services.ts';
import type { Task, TaskArgs } from './task.ts';
import { withTenancy } from './tenants.ts';

const tasks: readonly Task[] = [
  { name: 'tenantSettings', about: 'List the settings of all tenants', run: list },
  {
    name: 'tenantSettings:add',
    args: ['tenant_id', 'param', 'value', 'override'],
    about: 'Give a tenant’s creates and joins a parameter, as a default or over the client’s',
    run: add,
  },
  { name: 'tenantSettings:remove', args: ['id'], about: 'Remove a setting', run: remove },
];

export const tenantSettingTasks = tasks.map(withTenancy);

async function list(services: Services): Promise<void> {
  const { tenants } = await services.store();
  const { terminal } = services;
  for (const { id, name } of await tenants.list()) {
    say(terminal, `Tenant: ${name}`);
    const settings = await tenants.settings(id);
    if (settings.length === 0) warn(terminal, '  No custom settings are configured');
    for (const setting of settings) {
      const { param, value, override } = setting;
      say(
        terminal,
        `  id: ${setting.id}`,
        `\tparam: ${param}`,
        `\tvalue: ${value}`,
        `\toverride: ${override}`,
      );
    }
  }
}

async function add(services: Services, [tenantId, param, value, override]: TaskArgs): Promise<void> {
  if (tenantId === undefined || param === undefined || value === undefined || override === undefined) {
    throw new CommandFailed(
      'Error: tenant_id, param, value and override are required to create a TenantSetting',
    );
  }
  const id = randomUUID();
  const { tenants } = await services.store();
  await tenants.addSetting({ id, tenantId, param, value, override: override.toLowerCase() === 'true' });
  say(services.terminal, 'OK', `New TenantSetting id: ${id}`);
}

async function remove(services: Services, [id = '']: TaskArgs): Promise<void> {
  const { tenants } = await services.store();
  if (!(await tenants.removeSetting(id)))
    throw new CommandFailed(`Couldn't find TenantSetting with id=${id}`);
  say(services.terminal, 'TenantSetting was successfully deleted.');
}
