import { randomUUID } from 'node:crypto';
import { BASIC_LRS, KEYCLOAK_LRS, LRS_FIELDS } from '../../cluster/lrs-fields.ts';
import type { Tenant } from '../../cluster/tenant.ts';
import { addTenant, refusalText, type TenantRefusal, updateTenant } from '../../cluster/tenants.ts';
import { CommandFailed, say } from '../output.ts';
import type { Services } from '../services.ts';
import type { Task, TaskArgs } from './task.ts';

const tasks: readonly Task[] = [
  { name: 'tenants', about: 'List all tenants with their secrets', run: list },
  {
    name: 'tenants:add',
    args: ['name', 'secrets'],
    about: 'Add a tenant; several secrets are separated by :',
    run: add,
  },
  {
    name: 'tenants:update',
    args: ['id', 'name', 'secrets'],
    about: 'Change the name or the secrets of a tenant',
    run: update,
  },
  {
    name: 'tenants:update_lrs_basic',
    args: ['id', ...BASIC_LRS],
    about: 'Send a tenant’s xAPI statements to an LRS with user and password',
    run: (services, args) =>
      updateLrs(services, args, BASIC_LRS, 'id, LRS_ENDPOINT, LRS_USERNAME, LRS_PASSWORD'),
  },
  {
    name: 'tenants:update_lrs_kc',
    args: ['id', ...KEYCLOAK_LRS],
    about: 'Send a tenant’s xAPI statements to an LRS with a token of Keycloak’s',
    run: (services, args) =>
      updateLrs(
        services,
        args,
        KEYCLOAK_LRS,
        'LRS_ENDPOINT, KC_TOKEN_URL, KC_CLIENT_ID, KC_CLIENT_SECRET, KC_USERNAME, KC_PASSWORD',
      ),
  },
  { name: 'tenants:remove', args: ['id'], about: 'Remove a tenant and its settings', run: remove },
];

export const tenantTasks = tasks.map(withTenancy);

/** With tenancy off, every task of tenants ends before it does anything. */
export function withTenancy(task: Task): Task {
  return {
    ...task,
    run: async (services, args) => {
      const { multitenancyEnabled } = await services.config();
      if (!multitenancyEnabled)
        throw new CommandFailed('Multitenancy is disabled, task can not be completed');
      await task.run(services, args);
    },
  };
}

async function list(services: Services): Promise<void> {
  const tenants = await (await services.store()).tenants.list();
  for (const tenant of tenants) say(services.terminal, ...lines(tenant));
  say(services.terminal, `Total number of tenants: ${tenants.length}`);
}

function lines({ id, name, secrets, lrs }: Tenant): string[] {
  const set = LRS_FIELDS.filter((field) => lrs[field] !== undefined);
  return [
    `id: ${id}`,
    `\tname: ${name}`,
    `\tsecrets: ${secrets.join(':')}`,
    ...set.map((field) => `\t${field}: ${lrs[field]}`),
  ];
}

async function add(services: Services, [name, secrets]: TaskArgs): Promise<void> {
  if (name === undefined || secrets === undefined) {
    throw new CommandFailed('Error: both name and secrets are required to create a Tenant');
  }
  const { tenants } = await services.store();
  const added = await addTenant(tenants, randomUUID, { name, secrets });
  if ('refused' in added) throw refusal(added.refused, name);
  say(services.terminal, 'OK', `New Tenant id: ${added.tenant.id}`);
}

async function update(services: Services, [id, name, secrets]: TaskArgs): Promise<void> {
  if (id === undefined || (name === undefined && secrets === undefined)) {
    throw new CommandFailed('Error: id and either name or secrets are required to update a Tenant');
  }
  const { tenants } = await services.store();
  const updated = await updateTenant(tenants, id, { name, secrets });
  if (updated === undefined) throw unknown(id);
  if ('refused' in updated) throw refusal(updated.refused, name ?? '');
  say(services.terminal, 'OK', `Updated Tenant id: ${id}`);
}

/** The two ways exclude each other: what was set for the other one goes. */
async function updateLrs(
  services: Services,
  [id, ...values]: TaskArgs,
  fields: readonly string[],
  needed: string,
): Promise<void> {
  const given = fields.flatMap((field, index) => {
    const value = values[index];
    return value === undefined ? [] : [[field, value] as const];
  });
  if (id === undefined || given.length < fields.length) {
    throw new CommandFailed(`Error: ${needed} are required to update a Tenant`);
  }
  const { tenants } = await services.store();
  if (!(await tenants.update(id, { lrs: Object.fromEntries(given) }))) throw unknown(id);
  say(services.terminal, 'OK', `Updated Tenant id: ${id}`);
}

async function remove(services: Services, [id = '']: TaskArgs): Promise<void> {
  const { tenants } = await services.store();
  if (!(await tenants.remove(id))) throw unknown(id);
  say(services.terminal, 'Tenant was successfully deleted.');
}

function unknown(id: string): CommandFailed {
  return new CommandFailed(`Couldn't find Tenant with id=${id}`);
}

function refusal(reason: TenantRefusal, name: string): CommandFailed {
  return new CommandFailed(`Error: ${refusalText(reason, name)}`);
}
