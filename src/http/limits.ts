import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Log } from '../cluster/log.ts';
import type { Config } from '../config.ts';

/** What one process takes of those who connect to it, whoever they are. */
export interface HttpLimits {
  /** Of the first line and the headers of a request. */
  readonly maxHeaderBytes: number;
  /** For these to arrive. */
  readonly headersMs: number;
  /** For a request to arrive whole. */
  readonly requestMs: number;
  /** For which a connection with a request on it may be silent, in both directions. */
  readonly silenceMs: number;
  /** For which one may wait for its next request. */
  readonly idleMs: number;
  /** Open at the same time; further ones are closed at once. */
  readonly maxConnections: number;
  /** How often it is looked whether headers are late. */
  readonly lookMs: number;
}

export function httpLimits(config: Config): HttpLimits {
  return {
    // Front-ends put welcome texts and whole configurations into a GET; Node's own limit is 16 KB.
    maxHeaderBytes: 128 * 1024,
    headersMs: 30_000,
    // Slides of 50 MB over a slow line take their time; what stalls is cut for its silence.
    requestMs: 15 * 60_000,
    silenceMs: silenceMs(config),
    // Above the minute for which proxies keep a connection, so that it is them who close it.
    idleMs: 75_000,
    maxConnections: config.maxConnections,
    lookMs: 5000,
  };
}

/** A create may wait for three servers, twice for each, before it answers. */
function silenceMs({ connectTimeoutMs, responseTimeoutMs }: Config): number {
  return Math.max(120_000, 7 * (connectTimeoutMs + responseTimeoutMs));
}

/** An HTTP server that keeps these limits, but for `requestMs`: see `limitTime`. */
export function createLimitedServer(limits: HttpLimits, log: Pick<Log, 'warn'>): Server {
  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersMs,
    connectionsCheckingInterval: limits.lookMs,
    // A recording of gigabytes may take hours; for all else `limitTime` is there.
    requestTimeout: 0,
    keepAliveTimeout: limits.idleMs,
    // A second Host or Content-Type is seen, not dropped: two readers could pick one each.
    joinDuplicateHeaders: true,
  });
  server.timeout = limits.silenceMs;
  server.maxConnections = limits.maxConnections;
  server.on('drop', dropped(limits, log));
  return server;
}

const TELL_EVERY_MS = 10_000;

/** Tells the log, but not of each. */
function dropped({ maxConnections }: HttpLimits, log: Pick<Log, 'warn'>): () => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    log.warn({ maxConnections }, 'there are more connections than MAX_CONNECTIONS: further ones are closed');
  };
}

/** Cuts a request whose body is not there by then. */
export function limitTime(request: IncomingMessage, ms: number): void {
  const timer = setTimeout(() => request.destroy(), ms);
  timer.unref();
  for (const event of ['end', 'close']) request.once(event, () => clearTimeout(timer));
}
