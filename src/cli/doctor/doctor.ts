import { weakServers } from '../../cluster/weak-pool.ts';
import type { Config } from '../../config.ts';
import type { Services } from '../services.ts';
import { sideBySide } from '../side-by-side.ts';
import { checkMeetings, checkPolling, lastPoll } from './activity.ts';
import { type Asked, askServer } from './ask-server.ts';
import { checkBucket } from './bucket.ts';
import { checkConfiguration } from './configuration.ts';
import { checkDirectories } from './directories.ts';
import { type Finding, findingOf, fine, problem, warning } from './finding.ts';
import { checkHooks } from './hooks.ts';
import { checkLeftovers } from './leftovers.ts';
import { checkServers } from './servers.ts';
import { checkStores } from './stores.ts';
import { checkTenants } from './tenants.ts';

/** What was found in one area. */
export interface Examined {
  readonly area: string;
  readonly findings: readonly Finding[];
}

/** Servers asked at the same time: a pool of 1,000 that hangs is through in about a minute. */
const AT_ONCE = 128;
/** For one area; what takes longer is told as such. */
const PATIENCE_MS = 90_000;

type Check = (services: Services, config: Config) => Promise<readonly Finding[]>;

const checks: readonly (readonly [area: string, check: Check])[] = [
  ['Configuration', async (_, config) => checkConfiguration(config)],
  ['Stores', checkStores],
  ['Directories', (_, config) => checkDirectories(config)],
  ['Recording files', checkBucket],
  ['Servers', examineServers],
  ['Poller and meetings', examineActivity],
  ['Hooks', async (services, config) => checkHooks((await services.database())?.hooks, config.urlHost)],
  ['Tenants', examineTenants],
  ['Data', async (services) => checkLeftovers(await services.surveys())],
];

/** Looks at everything, one area after the other. Throws ConfigError. */
export async function* examine(services: Services): AsyncIterable<Examined> {
  const config = await services.config();
  let storeIsThere = true;
  for (const [area, check] of checks) {
    const needsStore = !['Configuration', 'Stores', 'Directories', 'Recording files'].includes(area);
    if (needsStore && !storeIsThere) continue;
    const findings = await inTime(() => check(services, config));
    if (area === 'Stores') storeIsThere = findings.every(({ severity }) => severity !== 'problem');
    if (findings.length > 0) yield { area, findings };
  }
}

/** A check that fails or hangs is a finding too. */
async function inTime(check: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  const { promise: late, resolve } = Promise.withResolvers<readonly Finding[]>();
  const timer = setTimeout(
    () => resolve([warning(`This took more than ${PATIENCE_MS / 1000} s and was given up`, 'try again')]),
    PATIENCE_MS,
  );
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return [problem(`This could not be looked at: ${reason}`, 'mend what is told above, and try again')];
  } finally {
    clearTimeout(timer);
  }
}

async function examineServers(services: Services, { secrets }: Config): Promise<Finding[]> {
  const servers = await (await services.store()).servers.list();
  const client = await services.client();
  const asked: Asked[] = [];
  await sideBySide(servers, AT_ONCE, async (server) => asked.push(await askServer(client, server)));
  asked.sort((a, b) => (a.server.id < b.server.id ? -1 : 1));
  return [...checkServers(asked, Date.now()), ...weakServers(servers, secrets).map(findingOf)];
}

async function examineActivity(services: Services, { pollIntervalMs }: Config): Promise<Finding[]> {
  const store = await services.store();
  const database = await services.database();
  const servers = await store.servers.list();
  const meetings = await checkMeetings(store);
  if (servers.length === 0) return meetings;
  if (!database) return [fine('Without a database it is not known when the last poll was'), ...meetings];
  const anyOnline = servers.some(({ online }) => online);
  const last = await lastPoll(database.history, Date.now());
  return [checkPolling(last, Date.now(), { pollIntervalMs, anyOnline }), ...meetings];
}

async function examineTenants(services: Services, config: Config): Promise<Finding[]> {
  return config.multitenancyEnabled ? checkTenants((await services.store()).tenants, config.secrets) : [];
}
