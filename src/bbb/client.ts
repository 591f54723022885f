import type { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import { CallFailure } from './call-failure.ts';
import { checksum, type HashName, signedQuery } from './checksum.ts';
import { createDnsCache } from './dns-cache.ts';
import { Exchange } from './exchange.ts';
import { encodeParams, type Params } from './query.ts';
import { upload } from './upload.ts';

export { CallFailure, type FailureReason } from './call-failure.ts';

/** A server as far as calling it goes. `online`: how long it is waited for. */
export interface ServerTarget {
  readonly id: string;
  /** With or without a slash at its end. */
  readonly url: string;
  readonly secret: string;
  readonly online: boolean;
}

/** A body that is passed on as it comes. `length` in bytes, if it is known. */
export interface StreamedBody {
  readonly type: string;
  readonly content: Readable;
  readonly length?: number;
}

export interface CallRequest {
  /** As BBB spells it; '' is the top level, which is not signed. */
  readonly call: string;
  readonly params?: Params;
  /** Makes the call a POST. */
  readonly body?: StreamedBody;
  readonly signal?: AbortSignal;
}

export interface BbbClient {
  /** The answer's body, whatever the HTTP status. Rejects with CallFailure. */
  call(server: ServerTarget, request: CallRequest): Promise<Buffer>;
  /** Where a browser is sent to join. Throws CallFailure (badUrl). */
  joinUrl(server: ServerTarget, params: Params): string;
  /** Ends what is under way; twice is harmless. */
  close(): Promise<void>;
}

export interface ClientOptions {
  /** Signs calls. */
  readonly hash: HashName;
  /** Of servers that are online; an offline one is given a tenth of the response timeout for each. */
  readonly connectTimeoutMs: number;
  readonly responseTimeoutMs: number;
  /** For which idle connections are kept; above the poll interval. Default 75 s. */
  readonly keepAliveMs?: number;
}

/** Longer addresses are refused by common servers; such a call goes as a form. */
const MAX_URL_BYTES = 6 * 1024;
const KEEP_ALIVE_MS = 75_000;
/** Per server; what comes on top waits, and its waiting counts as connecting. */
const CONNECTIONS = 64;
/** Asking twice is harmless: a connection that died without a byte may have been closed while it was idle. */
const REPEATABLE = new Set(['', 'isMeetingRunning', 'getMeetingInfo', 'getMeetings']);

/** Calls BBB servers over kept connections, one pool for each. Never follows redirects. */
export function createBbbClient(options: ClientOptions): BbbClient {
  const waits = { online: onlineWait(options), offline: offlineWait(options.responseTimeoutMs) };
  const lookup = createDnsCache();
  const agents = {
    online: createAgent(waits.online, options, lookup),
    offline: createAgent(waits.offline, options, lookup),
  };
  const targetOf = createTargets();

  const attempt = (server: ServerTarget, request: CallRequest): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const state = server.online ? 'online' : 'offline';
      const message = compose(targetOf(server), server, request, options.hash);
      let exchange: Exchange | undefined;
      const { signal } = request;
      const onAbort = (): void => exchange?.fail('aborted', signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      const settled = (): void => signal?.removeEventListener('abort', onAbort);
      exchange = new Exchange({
        serverId: server.id,
        ...waits[state],
        resolve: (body) => {
          settled();
          resolve(body);
        },
        reject: (failure) => {
          settled();
          reject(failure);
        },
      });
      if (signal?.aborted) onAbort();
      else agents[state].dispatch(withBody(message, request, exchange), exchange);
    });

  return {
    call: async (server, request) => {
      try {
        return await attempt(server, request);
      } catch (error) {
        if (!isStaleConnection(error, request)) throw error;
        return await attempt(server, request);
      }
    },
    joinUrl: (server, params) => {
      const { origin, path } = targetOf(server);
      return `${origin}${path}/join?${signedQuery('join', params, server.secret, options.hash)}`;
    },
    close: async () => {
      await Promise.all([agents.online.destroy(), agents.offline.destroy()]);
    },
  };
}

interface Wait {
  readonly connectMs: number;
  readonly responseMs: number;
}

function onlineWait({ connectTimeoutMs, responseTimeoutMs }: ClientOptions): Wait {
  return { connectMs: connectTimeoutMs, responseMs: responseTimeoutMs };
}

/** A server that is offline is asked whether it is back, not waited for. */
function offlineWait(responseTimeoutMs: number): Wait {
  const tenth = responseTimeoutMs / 10;
  return {
    connectMs: Math.min(Math.max(tenth, 200), responseTimeoutMs),
    responseMs: Math.min(Math.max(tenth, 500), responseTimeoutMs),
  };
}

function createAgent(
  { connectMs }: Wait,
  options: ClientOptions,
  lookup: ReturnType<typeof createDnsCache>,
): Agent {
  return new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: options.keepAliveMs ?? KEEP_ALIVE_MS,
    keepAliveMaxTimeout: 10 * 60_000,
    // The exchange keeps its own deadlines, over the whole answer and to the millisecond.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: connectMs + 1000, lookup },
  });
}

interface Target {
  readonly origin: string;
  /** Without a slash at its end. */
  readonly path: string;
}

const MOST_TARGETS = 10_000;

/** Reads servers' addresses; reading one costs more than a checksum, so what was read is kept. */
function createTargets(): (server: ServerTarget) => Target {
  const read = new Map<string, Target>();
  return (server) => {
    const known = read.get(server.url);
    if (known !== undefined) return known;
    const url = URL.parse(server.url);
    if (url === null || !/^https?:$/.test(url.protocol))
      throw new CallFailure('notSent', 'badUrl', server.id);
    const target = { origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
    if (read.size >= MOST_TARGETS) read.clear();
    read.set(server.url, target);
    return target;
  };
}

interface Message {
  readonly origin: string;
  readonly path: string;
  readonly form: string | undefined;
}

function compose(
  target: Target,
  server: ServerTarget,
  { call, params = [], body }: CallRequest,
  hash: HashName,
): Message {
  const { origin, path } = target;
  if (call === '') return { origin, path: path === '' ? '/' : path, form: undefined };
  const address = `${path}/${call}?${signedQuery(call, params, server.secret, hash)}`;
  if (body !== undefined || address.length + origin.length < MAX_URL_BYTES)
    return { origin, path: address, form: undefined };
  const signature = checksum(hash, call, '', server.secret);
  return { origin, path: `${path}/${call}?checksum=${signature}`, form: encodeParams(params) };
}

function withBody(
  { origin, path, form }: Message,
  { body }: CallRequest,
  exchange: Exchange,
): Dispatcher.DispatchOptions {
  if (form !== undefined) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { origin, path, method: 'POST', headers, body: form };
  }
  if (body === undefined) return { origin, path, method: 'GET' };
  const length = body.length === undefined ? {} : { 'content-length': String(body.length) };
  const headers = { 'content-type': body.type, ...length };
  return { origin, path, method: 'POST', headers, body: upload(body.content, exchange) };
}

function isStaleConnection(error: unknown, { call, body }: CallRequest): boolean {
  if (!(error instanceof CallFailure) || body !== undefined) return false;
  return error.kind === 'answerLost' && error.reason === 'reset' && REPEATABLE.has(call);
}
