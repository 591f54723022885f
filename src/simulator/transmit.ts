import { once } from 'node:events';
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv4 } from 'node:net';

/** A request of a simulated server's own, to whoever wants to hear of it. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends requests to this machine only: a simulator calls nobody else, whatever URL it is given. */
export interface Transmitter {
  /** The status of the answer. Throws NotHere, or what the connection failed with. */
  transmit(request: OutgoingRequest, signal: AbortSignal): Promise<number>;
  /**
   * From now on, requests to this host (`lb.example.org`, with a port where the URL has one) and the names below
   * it go to this origin of this machine, by http, with the host's name in their header: what DNS and a proxy
   * that ends TLS do elsewhere.
   */
  route(host: string, origin: string): void;
  /** Twice is harmless. */
  close(): void;
}

/** The URL cannot be called, or leads to another machine. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}

const PATIENCE_MS = 10_000;
const MOST_CONNECTIONS = 64;

/** `patienceMs`: how long one exchange may take, once it has a connection. */
export function createTransmitter(patienceMs: number = PATIENCE_MS): Transmitter {
  const routes = new Map<string, string>();
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });

  function start({ method, url, headers = {}, body }: OutgoingRequest, signal: AbortSignal): ClientRequest {
    const wanted = parse(url);
    const route = routeOf(routes, wanted.host);
    const target = route === undefined ? wanted : new URL(wanted.pathname + wanted.search, route);
    if (!isHere(target)) throw new NotHere(`${wanted.host} is not on this machine`);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { method, signal, headers: { host: wanted.host, ...headers, ...length } };
    return target.protocol === 'https:'
      ? httpsRequest(target, options)
      : httpRequest(target, { ...options, agent });
  }

  return {
    async transmit(outgoing, signal) {
      const request = start(outgoing, signal);
      const stop = limit(request, patienceMs);
      // Waited for below until the answer begins; what breaks later shows in its body.
      request.on('error', () => undefined);
      try {
        request.end(outgoing.body);
        const [response]: IncomingMessage[] = await once(request, 'response');
        for await (const _chunk of response ?? []);
        return response?.statusCode ?? 0;
      } finally {
        stop();
      }
    },
    route: (host, origin) => void routes.set(host.toLowerCase(), origin),
    close: () => agent.destroy(),
  };
}

/** That of the host, or of the nearest domain above it. */
function routeOf(routes: ReadonlyMap<string, string>, host: string): string | undefined {
  for (let name = host; name !== ''; name = name.slice(name.indexOf('.') + 1)) {
    const route = routes.get(name);
    if (route !== undefined || !name.includes('.')) return route;
  }
  return undefined;
}

function parse(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed;
  throw new NotHere('not a URL that can be called');
}

function isHere({ hostname }: URL): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIPv4(hostname) && hostname.startsWith('127.');
}

/** Counts from the connection on: in a burst, requests wait for one. The returned function calls it off. */
function limit(request: ClientRequest, ms: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  request.once('socket', () => {
    timer = setTimeout(() => request.destroy(new Error('no answer in time')), ms).unref();
  });
  return () => clearTimeout(timer);
}
