import { Agent, Client, type Dispatcher, Pool } from 'undici';
import { createDnsCache } from './dns-cache.ts';
import { Exchange } from './exchange.ts';

export interface ConnectionOptions {
  /** Of servers that are online; an offline one is given a tenth of the response timeout for each. */
  readonly connectTimeoutMs: number;
  readonly responseTimeoutMs: number;
  /** For which idle connections are kept; above the poll interval. Default 75 s. */
  readonly keepAliveMs?: number;
}

/** How to reach servers of one health. */
export interface Connections {
  readonly dispatcher: Dispatcher;
  readonly connectMs: number;
  readonly responseMs: number;
}

const KEEP_ALIVE_MS = 75_000;
/** Of what a server says itself how long it keeps them, this much is believed. */
const MOST_KEEP_ALIVE_MS = 10 * 60_000;
/** Per server; what comes on top waits, and its waiting counts as connecting. */
const MOST_CONNECTIONS = 64;

export function createConnections(options: ConnectionOptions): Record<'online' | 'offline', Connections> {
  const lookup = createDnsCache();
  const { connectTimeoutMs, responseTimeoutMs } = options;
  const connections = (connectMs: number, responseMs: number): Connections => ({
    dispatcher: createAgent(connectMs, options.keepAliveMs ?? KEEP_ALIVE_MS, lookup),
    connectMs,
    responseMs,
  });
  // A server that is offline is asked whether it is back, not waited for.
  const brief = (least: number) => Math.min(Math.max(responseTimeoutMs / 10, least), responseTimeoutMs);
  return {
    online: connections(connectTimeoutMs, responseTimeoutMs),
    offline: connections(brief(200), brief(500)),
  };
}

function createAgent(
  connectMs: number,
  keepAliveMs: number,
  lookup: ReturnType<typeof createDnsCache>,
): Agent {
  return new Agent({
    connections: MOST_CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: Math.max(keepAliveMs, MOST_KEEP_ALIVE_MS),
    // The exchange keeps its own deadlines, over the whole answer and to the millisecond.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: connectMs + 1000, lookup },
    factory: (origin, settings) =>
      new Pool(origin, { ...settings, factory: (url, inner) => new KeptConnection(url, inner) }),
  });
}

/** One connection. Tells an exchange whether it stood already, and may have been closed at the other end. */
class KeptConnection extends Client {
  #stands = false;

  constructor(url: URL, options: object) {
    super(url, options);
    this.on('connect', () => {
      this.#stands = true;
    });
    this.on('disconnect', () => {
      this.#stands = false;
    });
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (handler instanceof Exchange) handler.keptConnection = this.#stands;
    return super.dispatch(options, handler);
  }
}
