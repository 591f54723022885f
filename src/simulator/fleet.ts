import type { HashName } from '../bbb/checksum.ts';
import { type AdjustableClock, adjustableClock, type Clock } from './clock.ts';
import { type Control, startControl } from './control.ts';
import { LOOPBACK } from './hosts.ts';
import { removeInfo, writeInfo } from './info-file.ts';
import { seededRandom } from './random.ts';
import type { Expiry } from './room-settings.ts';
import { defaultSettings } from './server-state.ts';
import { type SimulatedServer, startSimulatedServer } from './simulated-server.ts';
import { startTraffic } from './traffic.ts';
import { createTransmitter, type Transmitter } from './transmit.ts';
import { defaultWebhooks, type WebhookSettings } from './webhooks/settings.ts';

export interface FleetOptions {
  readonly servers: number;
  /** Server N listens on basePort + N − 1. Default: free ports. */
  readonly basePort?: number | undefined;
  /** Which host each server has, by its number. Default: 127.0.0.1 for all. */
  readonly hostOf?: ((number: number) => string) | undefined;
  /** Of every server. Default: each has its own, made from the seed. */
  readonly secret?: string | undefined;
  /** Before every answer. Default 0. */
  readonly latencyMs?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** The same seed gives the same secrets, passwords and traffic. Default: another each time. */
  readonly seed?: string | number | undefined;
  /** With it a control port is opened, and this file says where it is. Default: neither. */
  readonly infoFile?: string | undefined;
  /** Requests kept per server. Default 300. */
  readonly requestLogSize?: number | undefined;
  /** Default: all four. */
  readonly hashes?: readonly HashName[] | undefined;
  /** `''`: the servers hide it. Default: a BBB 3.0. */
  readonly bbbVersion?: string | undefined;
  /** When empty meetings end. Default: BBB's 5 minutes and 1 minute. */
  readonly expiry?: Expiry | undefined;
  /** How long a meeting lives on after `end` was answered. Default 0. */
  readonly endDelayMs?: number | undefined;
  /** Before each further attempt at a callback that was not taken. Default: four, 7.5 s in all. */
  readonly callbackRetriesMs?: readonly number[] | undefined;
  /** What differs from BBB's own settings of bbb-webhooks, on all servers. */
  readonly webhooks?: Partial<WebhookSettings> | undefined;
  /** The numbers of the servers where bbb-webhooks is not installed. Default: it is on all. */
  readonly withoutWebhooks?: readonly number[] | undefined;
}

/** Simulated BBB servers in this process. */
export interface Fleet {
  readonly servers: readonly SimulatedServer[];
  /** Of all servers, each with its skew. */
  readonly clock: AdjustableClock;
  /** Undefined without an info file. */
  readonly control: Control | undefined;
  /** Before every answer of every server, from now on. */
  setLatency(ms: number): void;
  /** Users come and go in all meetings, a step each so many milliseconds; 0: no more. */
  setTraffic(everyMs: number): void;
  /** Requests of the servers to a host go to this origin of this machine instead; see Transmitter. */
  route(host: string, origin: string): void;
  /** Fires when the fleet is closed, by whom ever. */
  readonly closed: AbortSignal;
  /** Twice is harmless. */
  close(): Promise<void>;
}

const REQUEST_LOG_SIZE = 300;

/** Resolves when all listen. Throws where a port is taken, leaving nothing behind. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const seed = options.seed ?? Math.random();
  const clock = sweepingClock(adjustableClock(options.clock), () => sweep(servers));
  const transmitter = createTransmitter();
  let latencyMs = options.latencyMs ?? 0;
  const servers = await startAll(options, { seed, clock, transmitter, latencyMs: () => latencyMs });
  // One for all servers, and it keeps no process alive.
  const sweeper = setInterval(() => sweep(servers), SWEEP_EVERY_MS).unref();
  const closed = new AbortController();
  let stopTraffic: () => void = () => undefined;
  let closing: Promise<void> | undefined;

  async function shutDown(): Promise<void> {
    stopTraffic();
    clearInterval(sweeper);
    await control?.close();
    if (options.infoFile !== undefined && control !== undefined)
      await removeInfo(options.infoFile, control.token);
    await Promise.all(servers.map((server) => server.close()));
    transmitter.close();
    closed.abort();
  }

  const running = {
    servers,
    clock,
    closed: closed.signal,
    setLatency(ms: number) {
      latencyMs = ms;
    },
    setTraffic(everyMs: number) {
      stopTraffic();
      stopTraffic = everyMs > 0 ? startTraffic(servers, { everyMs, seed }) : () => undefined;
    },
    route: transmitter.route,
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
  const control = options.infoFile === undefined ? undefined : await startControl(running);
  if (options.infoFile !== undefined && control !== undefined)
    await writeInfo(options.infoFile, control, servers);
  return { ...running, control };
}

/** Meetings end this late at most. */
const SWEEP_EVERY_MS = 250;

function sweep(servers: readonly SimulatedServer[]): void {
  for (const server of servers) server.sweep();
}

/** What is over by then ends with the step. */
function sweepingClock(clock: AdjustableClock, sweepAll: () => void): AdjustableClock {
  return {
    now: clock.now,
    advance(ms) {
      clock.advance(ms);
      sweepAll();
    },
  };
}

interface Shared {
  readonly transmitter: Transmitter;
  readonly seed: string | number;
  readonly clock: Clock;
  readonly latencyMs: () => number;
}

async function startAll(options: FleetOptions, shared: Shared): Promise<SimulatedServer[]> {
  const numbers = Array.from({ length: options.servers }, (_, i) => i + 1);
  const started = await Promise.allSettled(numbers.map((number) => startOne(options, shared, number)));
  const servers = started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failure = started.find((outcome) => outcome.status === 'rejected');
  if (failure === undefined) return servers;
  await Promise.all(servers.map((server) => server.close()));
  throw failure.reason;
}

function startOne(options: FleetOptions, shared: Shared, number: number): Promise<SimulatedServer> {
  const random = seededRandom(`${shared.seed}/${number}`);
  const secret = options.secret ?? random.text(40);
  return startSimulatedServer({
    number,
    random,
    clock: shared.clock,
    latencyMs: shared.latencyMs,
    address: {
      host: options.hostOf?.(number) ?? LOOPBACK,
      port: options.basePort === undefined ? undefined : options.basePort + number - 1,
    },
    transmitter: shared.transmitter,
    logSize: options.requestLogSize ?? REQUEST_LOG_SIZE,
    settings: {
      secret,
      hashes: options.hashes ?? defaultSettings.hashes,
      bbbVersion: options.bbbVersion ?? defaultSettings.bbbVersion,
      dialNumber: defaultSettings.dialNumber,
      expiry: options.expiry ?? defaultSettings.expiry,
      endDelayMs: options.endDelayMs ?? defaultSettings.endDelayMs,
      callbackRetriesMs: options.callbackRetriesMs ?? defaultSettings.callbackRetriesMs,
      webhooks: options.withoutWebhooks?.includes(number)
        ? undefined
        : { ...defaultWebhooks, ...options.webhooks },
    },
  });
}
