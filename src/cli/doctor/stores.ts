import { StoreUnavailable } from '../../cluster/ports.ts';
import type { Config } from '../../config.ts';
import type { Services } from '../services.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

/** Every call waits for at least one such answer. */
const SLOW_MS = 20;
const SAMPLES = 5;

/** Whether state store and database are there and up to date, and how fast they answer. */
export async function checkStores(services: Services, config: Config): Promise<Finding[]> {
  const [cluster, database] = await Promise.all([
    checkCluster(services, config),
    checkDatabase(services, config),
  ]);
  return [...cluster, ...database];
}

async function checkCluster(services: Services, config: Config): Promise<Finding[]> {
  const name = `The state store (${clusterStoreName(config)})`;
  try {
    const store = await services.store();
    await store.check();
    return [timing(name, await medianMs(() => store.servers.find('-')))];
  } catch (error) {
    return [away(name, error, config.redisUrl === undefined ? 'DATABASE_URL' : 'REDIS_URL')];
  }
}

async function checkDatabase(services: Services, config: Config): Promise<Finding[]> {
  const name = `The database (${config.databaseUrl === undefined ? 'records.db in DATA_DIR' : 'PostgreSQL'})`;
  try {
    const database = await services.database();
    if (!database) return [];
    await database.check();
    return [fine(`${name} is there and up to date`)];
  } catch (error) {
    return [away(name, error, 'DATABASE_URL')];
  }
}

function clusterStoreName({ redisUrl, databaseUrl }: Config): string {
  if (redisUrl !== undefined) return 'Redis';
  return databaseUrl === undefined ? 'cluster.db in DATA_DIR' : 'PostgreSQL';
}

function timing(name: string, ms: number): Finding {
  const rounded = ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
  if (ms < SLOW_MS) return fine(`${name} is up to date and answers in ${rounded} ms`);
  return warning(
    `${name} answers in ${rounded} ms, which every call waits for`,
    'bring it nearer, or find out what keeps it busy',
  );
}

function away(name: string, error: unknown, variable: string): Finding {
  const reason = error instanceof Error ? error.message : String(error);
  if (!(error instanceof StoreUnavailable))
    return problem(`${name} can not be used: ${reason}`, `see ${variable}`);
  const mend = /not set up yet|not up to date/.test(reason)
    ? 'run `bin/scalelite migrate`'
    : `see that it runs, that ${variable} leads to it, and that no firewall is between`;
  return problem(`${name} does not answer: ${reason}`, mend);
}

async function medianMs(ask: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const from = performance.now();
    await ask();
    taken.push(performance.now() - from);
  }
  return taken.sort((a, b) => a - b)[Math.floor(SAMPLES / 2)] ?? 0;
}
