import type { Server } from '../cluster/server.ts';
import { keptFile } from '../config/kept-secrets.ts';
import type { Config } from '../config.ts';
import type { Services } from './services.ts';

/** What a newcomer is told when the API is up: where it is, where its secret is, what to do next. */
export async function banner(config: Config, services: Services): Promise<string[]> {
  return [
    '',
    `  API endpoint  ${endpoint(config)}`,
    `  Secret        ${await secretPlace(config, services)}`,
    ...dashboardLines(config, await commandPrefix(config, services)),
    ...(await nextSteps(config, services)),
    '',
  ];
}

/** The base URL that front-ends are given. */
export function endpoint({ urlHost, listen }: Pick<Config, 'urlHost' | 'listen'>): string {
  if (urlHost !== undefined) return `https://${urlHost}/bigbluebutton/api`;
  if ('path' in listen) return `/bigbluebutton/api on the socket ${listen.path}`;
  return `http://${reachableName(listen.host)}:${listen.port}/bigbluebutton/api`;
}

/** Where the dashboard is, and how one gets in; nothing when it is switched off. */
export function dashboardLines({ dashboardDisabled, ...config }: DashboardConfig, here: string): string[] {
  if (dashboardDisabled) return [];
  return [
    `  Dashboard     ${endpoint(config).replace('/bigbluebutton/api', '/admin')}`,
    `                to sign in: ${here}bin/scalelite users add ME --scope admin`,
  ];
}

type DashboardConfig = Pick<Config, 'urlHost' | 'listen' | 'dashboardDisabled'>;

/** Every address is also the machine's own name for itself. */
function reachableName(host: string): string {
  if (['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Where the secret is to be found; never the secret itself. */
export async function secretPlace(config: Config, services: Services): Promise<string> {
  if (config.secrets.length === 0) return 'none, so every call is refused: set LOADBALANCER_SECRET';
  const rows = await services.describeConfig({ showSecrets: false });
  const row = rows.find(({ name, value }) => /^LOADBALANCER_SECRETS?$/.test(name) && value !== '');
  const kept = row?.source === 'kept in DATA_DIR';
  const where = kept ? `in ${keptFile(config.dataDir, 'LOADBALANCER_SECRET')}` : `from the ${row?.source}`;
  return `${where} (bin/scalelite config --show-secrets)`;
}

/** Goes before printed commands: on one machine they need the same DATA_DIR when it was given. */
export async function commandPrefix(
  { embedded, dataDir }: Pick<Config, 'embedded' | 'dataDir'>,
  services: Pick<Services, 'describeConfig'>,
): Promise<string> {
  const rows = await services.describeConfig({ showSecrets: false });
  const given = rows.some(({ name, source }) => name === 'DATA_DIR' && source !== 'default');
  return embedded && given ? `DATA_DIR='${dataDir.replaceAll("'", "'\\''")}' ` : '';
}

/** Undefined: the store is down, which stops nothing. */
async function knownServers(services: Pick<Services, 'store'>): Promise<readonly Server[] | undefined> {
  try {
    return await (await services.store()).servers.list();
  } catch {
    return undefined;
  }
}

async function nextSteps(config: Config, services: Services): Promise<string[]> {
  const servers = await knownServers(services);
  if (servers === undefined) return [];
  const here = await commandPrefix(config, services);
  if (servers.length > 0) return [`  Next          ${here}bin/scalelite status --watch`];
  return [
    // Quoted, as some shells take the brackets for a pattern.
    `  Next          ${here}bin/rake 'servers:add[https://bbb1.example.com/bigbluebutton/api,SECRET]'`,
    `                ${here}bin/rake 'servers:enable[ID]'`,
  ];
}
