import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type BlackHole, openBlackHole } from './black-hole.ts';

/** `refuse`: connections are refused; `hangConnect`: they are never established. */
export type ListenerMode = 'open' | 'refuse' | 'hangConnect';

/** Where one simulated server listens. */
export interface Address {
  /** Of this machine alone. */
  readonly host: string;
  /** Undefined: any free one. */
  readonly port: number | undefined;
}

/** The port of one simulated server. Stays the same through every mode. */
export interface Listener {
  readonly port: number;
  /** Resolves when it is so. */
  set(mode: ListenerMode): Promise<void>;
  /** Destroys the connections there are. */
  cut(): void;
  /** Twice is harmless. */
  close(): Promise<void>;
}

/** As nginx in front of BBB: keeps connections for 65 s, which is longer than the time between two polls. */
const HTTP_OPTIONS = { keepAliveTimeout: 65_000, maxHeaderSize: 65_536, requestTimeout: 0 };

/** Throws where the port is taken. */
export async function listen(handler: RequestListener, { host, port }: Address): Promise<Listener> {
  const http = createServer(HTTP_OPTIONS, handler);
  const bound = port ?? (await freePort((candidate) => bind(candidate)));
  if (port !== undefined) await bind(port);
  let mode: ListenerMode | 'closed' = 'open';
  let blackHole: BlackHole | undefined;
  let queue: Promise<void> = Promise.resolve();

  async function bind(to: number): Promise<void> {
    http.listen({ port: to, host });
    await once(http, 'listening');
  }

  async function leave(): Promise<void> {
    await blackHole?.close();
    blackHole = undefined;
    if (!http.listening) return;
    const closed = once(http, 'close');
    http.close();
    http.closeAllConnections();
    await closed;
  }

  async function change(to: ListenerMode | 'closed'): Promise<void> {
    if (to === mode || mode === 'closed') return;
    await leave();
    if (to === 'open') await retried(() => bind(bound));
    if (to === 'hangConnect') blackHole = await openBlackHole({ host, port: bound });
    mode = to;
  }

  function inTurn(to: ListenerMode | 'closed'): Promise<void> {
    const done = queue.then(() => change(to));
    queue = done.catch(() => undefined);
    return done;
  }

  return { port: bound, set: inTurn, cut: () => http.closeAllConnections(), close: () => inTurn('closed') };
}

/**
 * Below the range that the system takes outgoing connections' ports from: a port that is closed for a
 * while (`refuse`) must still be free when it opens again.
 */
const RANGE = { from: 10_000, to: 29_999 };

async function freePort(bind: (port: number) => Promise<void>): Promise<number> {
  for (let tries = 1; ; tries++) {
    const port = RANGE.from + Math.floor(Math.random() * (RANGE.to - RANGE.from + 1));
    try {
      await bind(port);
      return port;
    } catch (error) {
      if (tries >= 50 || !isTaken(error)) throw error;
    }
  }
}

/** Somebody may hold the port for a moment. */
async function retried(bind: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await bind();
    } catch (error) {
      if (tries >= 20 || !isTaken(error)) throw error;
      await delay(100);
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
