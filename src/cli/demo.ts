import { mkdir } from 'node:fs/promises';
import { evictServer } from '../cluster/evict-server.ts';
import type { Config } from '../config.ts';
import { controlFleet, SimulatorNotRunning } from '../simulator/control-client.ts';
import { playTraffic } from '../simulator/demo-traffic.ts';
import { type Fleet, startFleet } from '../simulator/fleet.ts';
import { hostsOfTheirOwn } from '../simulator/hosts.ts';
import { demoGuide, localUrl } from './demo-guide.ts';
import { CommandFailed, say } from './output.ts';
import { clearDeps } from './rake/clearing.ts';
import type { Services } from './services.ts';
import { infoFileOf } from './simulate.ts';
import { watch } from './watch.ts';

const SERVERS = 4;

/** Below the ports that the system gives to outgoing connections. */
const PREFERRED_PORT = 18_301;

const POLL_INTERVAL_MS = 5000;
const IMPORT_INTERVAL_MS = 2000;
const LOOK_EVERY_MS = 1000;
const MEETINGS = 7;

/**
 * `demo`: the balancer with its poller on the store of this machine, four simulated servers in its pool, and
 * users who come and go through it. Ended cleanly it takes its servers out of the pool again; those that a
 * killed one left behind are used anew.
 */
export async function demo(services: Services): Promise<void> {
  const config = await demoConfig(services);
  await refuseSecond(config);
  await refuseRealServers(services, config);
  const running = await services.serve(config, { poller: true, importer: true });
  const ended = new AbortController();
  running.done.catch(() => {}).finally(() => ended.abort());
  try {
    const fleet = await startDemoFleet(config);
    try {
      await play(services, config, fleet, AbortSignal.any([services.interrupted, ended.signal]));
    } finally {
      await running.stop();
      await withdraw(services);
      await fleet.close();
    }
  } finally {
    await running.stop();
  }
  await running.done;
}

/** What would keep the printed commands from working is as it is without configuration. */
async function demoConfig(services: Services): Promise<Config> {
  const config = await services.servingConfig();
  if (!config.embedded) {
    throw new CommandFailed('The demo keeps its state in DATA_DIR: unset DATABASE_URL and REDIS_URL.');
  }
  if ('path' in config.listen) throw new CommandFailed('The demo needs a port: unset BIND.');
  const rows = await services.describeConfig({ showSecrets: false });
  const isGiven = (name: string) => rows.some((row) => row.name === name && row.source !== 'default');
  return {
    ...config,
    urlHost: undefined,
    multitenancyEnabled: false,
    checksumAlgorithms: ['SHA1', 'SHA256', 'SHA384', 'SHA512'],
    webConcurrency: 1,
    pollIntervalMs: isGiven('POLL_INTERVAL') ? config.pollIntervalMs : POLL_INTERVAL_MS,
    recordingImportPollIntervalMs: isGiven('RECORDING_IMPORT_POLL_INTERVAL')
      ? config.recordingImportPollIntervalMs
      : IMPORT_INTERVAL_MS,
    // The log would be printed into the live picture, and between the snapshots.
    logLevel: services.terminal.stdout.isTTY
      ? 'silent'
      : isGiven('RAILS_LOG_LEVEL')
        ? config.logLevel
        : 'warn',
  };
}

/** Two on the same store would take each other's servers away. */
async function refuseSecond(config: Config): Promise<void> {
  try {
    await (await controlFleet(infoFileOf(config))).send('servers', {});
  } catch (error) {
    if (error instanceof SimulatorNotRunning) return;
    throw error;
  }
  throw new CommandFailed(`A simulator runs already on ${config.dataDir}: stop it, or set another DATA_DIR.`);
}

/** Its meetings would be made on them. */
async function refuseRealServers(services: Services, { dataDir }: Config): Promise<void> {
  const { servers } = await services.store();
  const others = (await servers.list()).filter(({ id, state }) => state === 'enabled' && !ids().includes(id));
  if (others.length === 0) return;
  throw new CommandFailed(
    `The pool in ${dataDir} has enabled servers, which would get the demo's meetings: set another DATA_DIR.`,
  );
}

async function startDemoFleet(config: Config): Promise<Fleet> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const options = { servers: SERVERS, infoFile: infoFileOf(config), hostOf: await hostsOfTheirOwn() };
  try {
    return await startFleet({ ...options, basePort: PREFERRED_PORT });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return startFleet(options);
  }
}

async function play(services: Services, config: Config, fleet: Fleet, signal: AbortSignal): Promise<void> {
  await enlist(services, fleet);
  await services.pollOnce('all');
  const [secret = ''] = config.secrets;
  const plan = { apiUrl: localUrl(config), secret, seed: Math.random(), meetings: MEETINGS, signal };
  const traffic = playTraffic(plan);
  const guide = await demoGuide(config, services);
  try {
    if (!services.terminal.stdout.isTTY) say(services.terminal, ...guide);
    const intervalMs = services.terminal.stdout.isTTY ? LOOK_EVERY_MS : config.pollIntervalMs;
    await watch(services, { intervalMs, json: false, signal, below: guide });
  } finally {
    await traffic;
  }
}

/** The simulated servers have no meetings yet: what a killed demo had recorded on them is forgotten. */
async function enlist(services: Services, fleet: Fleet): Promise<void> {
  await withdraw(services);
  const { servers } = await services.store();
  for (const { number, url, secret } of fleet.servers) {
    const id = idOf(number);
    await servers.add({ id, url, secret, loadMultiplier: 1, tag: undefined, enabled: true });
  }
}

/** Takes the demo's servers out of the pool and forgets their meetings, which end with the simulator. */
async function withdraw(services: Services): Promise<void> {
  const deps = await clearDeps(services);
  for (const id of ids()) await evictServer(deps, id, { skipEndCalls: true });
}

function ids(): string[] {
  return Array.from({ length: SERVERS }, (_, index) => idOf(index + 1));
}

function idOf(number: number): string {
  return `demo-${number}`;
}
