import type { Command } from 'commander';
import { examples } from './examples.ts';
import { CommandFailed } from './output.ts';
import { type SecretOptions, secretOf, withSecret } from './secret-input.ts';
import type { Services } from './services.ts';
import { report } from './tenants.ts';

const HELP = `
The secret is the password of the user there. With --kc-token-url, tokens of Keycloak's are used instead: then the
secret is the client's, and the password of the user at Keycloak comes from --kc-password-file.

Examples:
  $ scalelite tenants lrs set ID --endpoint https://lrs.example.com/xapi --user bbb --secret-file lrs.secret
  $ scalelite tenants lrs set ID --endpoint https://lrs.example.com/xapi --kc-token-url https://kc.example.com/token \\
      --kc-client bbb --user bbb --secret-file client.secret --kc-password-file user.secret`;

interface Options extends SecretOptions {
  readonly endpoint: string;
  readonly user: string;
  readonly kcTokenUrl?: string;
  readonly kcClient?: string;
  readonly kcPasswordFile?: string;
  readonly json?: true;
}

/** `tenants lrs`: where a tenant's xAPI statements go. */
export function addTenantLrs(tenants: Command, services: Services): void {
  const lrs = tenants.command('lrs').description('tell where the xAPI statements of a tenant go');
  lrs.addHelpText('after', HELP);
  withSecret(
    lrs.command('set').argument('<id>'),
    'the password there, or the secret of the client at Keycloak',
  )
    .description('send them to a learning record store')
    .requiredOption('--endpoint <url>', 'the address of the learning record store')
    .requiredOption('--user <name>', 'the user there, or at Keycloak')
    .option('--kc-token-url <url>', 'where Keycloak gives tokens')
    .option('--kc-client <id>', 'the client at Keycloak')
    .option('--kc-password-file <path>', 'file that holds the password of the user at Keycloak')
    .option('--json', 'print the tenant as JSON')
    .addHelpText('after', HELP)
    .action((id: string, options: Options) => set(services, id, options));
  lrs
    .command('clear')
    .argument('<id>')
    .description('send them nowhere any more')
    .addHelpText('after', examples('scalelite tenants lrs clear 1f8e1a52-8c1b-4d0a-9f5e-6f1c3c2b7a90'))
    .option('--json', 'print the tenant as JSON')
    .action(async (id: string, { json }: { json?: true }) => {
      const { clearTenantLrs } = await import('../operations/tenant-lrs.ts');
      report(services, await services.operate(clearTenantLrs, { id }), json);
    });
}

async function set(services: Services, id: string, options: Options): Promise<void> {
  const { setTenantLrs } = await import('../operations/tenant-lrs.ts');
  const fields =
    options.kcTokenUrl === undefined ? await basic(services, options) : await keycloak(services, options);
  const given = { id, lrs_endpoint: options.endpoint, ...fields };
  report(services, await services.operate(setTenantLrs, given), options.json);
}

async function basic({ terminal }: Services, options: Options) {
  const lrs_password = await secretOf(terminal, options);
  if (!lrs_password) throw new CommandFailed('The password is missing (--secret-file)', 2);
  return { lrs_username: options.user, lrs_password };
}

async function keycloak({ terminal }: Services, options: Options) {
  const {
    kcTokenUrl: kc_token_url = '',
    kcClient: kc_client_id,
    kcPasswordFile,
    user: kc_username,
  } = options;
  const kc_client_secret = await secretOf(terminal, options);
  const kc_password = await secretOf(
    terminal,
    kcPasswordFile === undefined ? {} : { secretFile: kcPasswordFile },
  );
  if (!kc_client_id || !kc_client_secret || !kc_password)
    throw new CommandFailed('Keycloak needs --kc-client, --secret-file and --kc-password-file as well', 2);
  return { kc_token_url, kc_client_id, kc_client_secret, kc_username, kc_password };
}
