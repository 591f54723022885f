import type { Command } from 'commander';
import { OperationFailed } from '../operations/failure.ts';
import type { OutputOf } from '../operations/operation.ts';
import type { listTenants } from '../operations/tenants.ts';
import { type Column, itemTable } from './columns.ts';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { type LimitInput, limit, limitGiven } from './limit-input.ts';
import { onRecord } from './meetings-on-record.ts';
import { CommandFailed, printable, say } from './output.ts';
import { card, sayJson } from './print.ts';
import { type SecretOptions, secretOf, withSecret } from './secret-input.ts';
import type { Services } from './services.ts';
import { limitFacts, useOf } from './tenant-use.ts';
import { addTenantAccess } from './tenants-access.ts';
import { addTenantLrs } from './tenants-lrs.ts';
import { addTenantSecrets } from './tenants-secrets.ts';
import { count } from './totals.ts';

/** With DB_DISABLED there are no recordings. */
const NO_DATABASE = 412;

export type TenantAnswer = OutputOf<typeof listTenants>[number];

const EXAMPLES = `
A tenant's host is its name below URL_HOST; several secrets are separated by a colon.

Examples:
  $ scalelite tenants add school --secret-file school.secret
  $ scalelite tenants list --json | jq '.[].name'
  $ scalelite tenants update 1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90 --name college
  $ scalelite tenants update 1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90 --max-meetings 20 --max-users none`;

interface ShowOptions {
  readonly json?: true;
  readonly showSecrets?: true;
}

interface EditOptions extends SecretOptions {
  readonly name?: string;
  readonly maxMeetings?: LimitInput;
  readonly maxUsers?: LimitInput;
  readonly maxDuration?: LimitInput;
  readonly json?: true;
}

/** `tenants`: customers with a host name, secrets and meetings of their own. */
export function addTenantsCommand(program: Command, services: Services): void {
  const tenants = program.command('tenants').description('list and manage tenants');
  tenants.addHelpText('after', EXAMPLES);
  addShowing(tenants, services);
  addEditing(tenants, services);
  addRemoving(tenants, services);
  addTenantAccess(tenants, services);
  addTenantSecrets(tenants, services);
  addTenantLrs(tenants, services);
}

function addShowing(tenants: Command, services: Services): void {
  withShowing(tenants.command('list'))
    .description('list all tenants')
    .addHelpText('after', examples('scalelite tenants list', "scalelite tenants list --json | jq '.[].name'"))
    .action(async ({ json, showSecrets }: ShowOptions) => {
      const { listTenants } = await import('../operations/tenants.ts');
      const found = await services.operate(listTenants, { show_secrets: showSecrets ?? false });
      if (json) sayJson(services.terminal, found);
      else say(services.terminal, ...itemTable(services.terminal, columns(showSecrets ?? false), found));
    });
  withShowing(tenants.command('show').argument('<id>'))
    .description('show one tenant')
    .addHelpText(
      'after',
      examples('scalelite tenants show 1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90 --show-secrets'),
    )
    .action(async (id: string, { json, showSecrets }: ShowOptions) => {
      const { showTenant } = await import('../operations/tenants.ts');
      report(services, await services.operate(showTenant, { id, show_secrets: showSecrets ?? false }), json);
    });
}

function withShowing(command: Command): Command {
  return command.option('--json', 'print JSON').option('--show-secrets', 'print secrets too');
}

function columns(showSecrets: boolean): readonly Column<TenantAnswer>[] {
  const secrets: Column<TenantAnswer> = { title: 'SECRETS', spare: 0, cell: secretsOf };
  return [
    { title: 'ID', spare: 0, cell: ({ id }) => printable(id) },
    {
      title: 'NAME',
      spare: 0,
      cell: ({ name, enabled }) => printable(enabled ? name : `${name} (disabled)`),
    },
    { title: 'MEETINGS', spare: 0, cell: (tenant) => useOf(tenant, 'meetings') },
    { title: 'USERS', spare: 0, cell: (tenant) => useOf(tenant, 'users') },
    { title: 'LRS', spare: 1, cell: ({ lrs }) => printable(lrs['lrs_endpoint'] ?? '') },
    ...(showSecrets ? [secrets] : []),
  ];
}

function secretsOf({ secrets = [] }: TenantAnswer): string {
  return printable(secrets.join(':'));
}

/** One tenant, as JSON or a line a fact. */
export function report(
  { terminal }: Pick<Services, 'terminal'>,
  tenant: TenantAnswer,
  json: true | undefined,
): void {
  if (json) {
    sayJson(terminal, tenant);
    return;
  }
  const state = tenant.enabled ? [] : [['State', 'disabled'] as const];
  const secrets = tenant.secrets === undefined ? [] : [['Secrets', secretsOf(tenant)] as const];
  const lrs = Object.entries(tenant.lrs).map(([name, value]) => [name, printable(value)] as const);
  say(
    terminal,
    ...card([
      ['ID', printable(tenant.id)],
      ['Name', printable(tenant.name)],
      ...state,
      ...secrets,
      ...limitFacts(tenant),
      ...lrs,
    ]),
  );
}

function addEditing(tenants: Command, services: Services): void {
  withSecret(
    tenants.command('add').argument('<name>', 'the first label of its host'),
    'its secrets, separated by a colon',
  )
    .description('add a tenant')
    .option('--json', 'print the tenant as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ openssl rand -hex 32 | tee school.secret | scalelite tenants add school --secret-file -',
    )
    .action(async (name: string, options: EditOptions) => {
      const secrets = await secretsGiven(services, options);
      if (secrets === undefined)
        throw new CommandFailed('A tenant needs a secret (--secret or --secret-file)', 2);
      const { addTenant } = await import('../operations/tenants.ts');
      report(services, await services.operate(addTenant, { name, secrets }), options.json);
    });
  withSecret(tenants.command('update').argument('<id>'), 'its secrets from now on, separated by a colon')
    .description('change the name, the secrets or the limits of a tenant')
    .addHelpText(
      'after',
      examples('scalelite tenants update 1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90 --secret-file new.secret'),
    )
    .option('--name <name>', 'the first label of its host from now on')
    .option('--max-meetings <number>', 'meetings that it may have at once, or none', limit)
    .option('--max-users <number>', 'users that it may have at once, or none', limit)
    .option('--max-duration <minutes>', 'minutes that a meeting of its lasts at most, or none', limit)
    .option('--json', 'print the tenant as JSON')
    .action(async (id: string, options: EditOptions) => {
      const secrets = await secretsGiven(services, options);
      const { name, json } = options;
      const limits = limitsGiven(options);
      if (name === undefined && secrets === undefined && Object.keys(limits).length === 0)
        throw new CommandFailed('What is to change? Give --name, --secret, --secret-file or a limit', 2);
      const { updateTenant } = await import('../operations/tenants.ts');
      const change = { ...(name !== undefined && { name }), ...(secrets && { secrets }), ...limits };
      report(services, await services.operate(updateTenant, { id, ...change }), json);
    });
}

function limitsGiven({ maxMeetings, maxUsers, maxDuration }: EditOptions) {
  return {
    ...limitGiven('max_meetings', maxMeetings),
    ...limitGiven('max_users', maxUsers),
    ...limitGiven('max_duration', maxDuration),
  };
}

async function secretsGiven({ terminal }: Services, options: SecretOptions): Promise<string[] | undefined> {
  return (await secretOf(terminal, options))?.split(':').filter((secret) => secret.trim() !== '');
}

function addRemoving(tenants: Command, services: Services): void {
  tenants
    .command('remove')
    .argument('<id>')
    .description('remove a tenant with its settings')
    .option('--force', 'even though it has meetings, settings or recordings')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print the tenant as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ scalelite tenants remove 1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90 --yes',
    )
    .action((id: string, options: { force?: true; yes?: true; json?: true }) =>
      remove(services, id, options),
    );
}

async function remove(
  services: Services,
  id: string,
  { force, yes, json }: { readonly force?: true; readonly yes?: true; readonly json?: true },
): Promise<void> {
  const { removeTenant, showTenant } = await import('../operations/tenants.ts');
  const { name } = await services.operate(showTenant, { id });
  const data = await dataOf(services, id);
  if (data.length > 0 && !force)
    throw new CommandFailed(
      `The tenant ${name} has ${data.join(' and ')}: remove it with --force all the same.`,
    );
  const also = data.length > 0 ? `, which has ${data.join(' and ')}` : '';
  await confirm(services, `This removes the tenant ${printable(name)}${also}.`, yes);
  report(services, await services.operate(removeTenant, { id }), json);
}

/** What there is of it, in words; empty: nothing. */
async function dataOf(services: Services, tenant: string): Promise<string[]> {
  const { listTenantSettings } = await import('../operations/tenant-settings.ts');
  const amounts = [
    [(await onRecord(services, { tenant })).length, 'meeting'],
    [(await services.operate(listTenantSettings, { tenant_id: tenant })).length, 'setting'],
    [await recordingsOf(services, tenant), 'recording'],
  ] as const;
  return amounts.filter(([many]) => many > 0).map(([many, noun]) => count(many, noun));
}

async function recordingsOf({ operate }: Services, tenant_id: string): Promise<number> {
  const { listRecordings } = await import('../operations/recordings.ts');
  try {
    return (await operate(listRecordings, { tenant_id, state: 'any', limit: 1 })).total;
  } catch (error) {
    if (error instanceof OperationFailed && error.status === NO_DATABASE) return 0;
    throw error;
  }
}
