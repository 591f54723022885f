import { CallFailure } from './call-failure.ts';
import { type HashName, signedQuery } from './checksum.ts';
import { type ConnectionOptions, createConnections } from './connections.ts';
import { Exchange } from './exchange.ts';
import { type CallRequest, toMessage } from './message.ts';
import type { Params } from './query.ts';
import { createUrlReader, type ServerUrl } from './server-url.ts';

export { CallFailure } from './call-failure.ts';
export type { CallRequest, StreamedBody } from './message.ts';

/** A server as far as calling it goes. `online`: how long it is waited for. */
export interface ServerTarget {
  readonly id: string;
  /** With or without a slash at its end. */
  readonly url: string;
  readonly secret: string;
  readonly online: boolean;
}

export interface BbbClient {
  /** The answer's body, whatever the HTTP status. Rejects with CallFailure. */
  call(server: ServerTarget, request: CallRequest): Promise<Buffer>;
  /**
   * What `read` makes of the body; rejects with what it throws. For many large answers at once: a promise that has
   * waited holds what it was given, so that the bodies would be garbage only when V8 looks at all old objects.
   */
  read<T>(server: ServerTarget, request: CallRequest, read: (body: Buffer) => T): Promise<T>;
  /** Where a browser is sent to join. Throws CallFailure (badUrl). */
  joinUrl(server: ServerTarget, params: Params): string;
  /** Ends what is under way; twice is harmless. */
  close(): Promise<void>;
}

export interface ClientOptions extends ConnectionOptions {
  /** Signs calls. */
  readonly hash: HashName;
}

type Resolve = (body: Buffer) => void;
type Reject = (failure: CallFailure, stale: boolean) => void;

/** Asking these twice is harmless. */
const REPEATABLE = new Set(['', 'isMeetingRunning', 'getMeetingInfo', 'getMeetings']);

/** Calls BBB servers over kept connections, one pool for each. Never follows redirects. */
export function createBbbClient(options: ClientOptions): BbbClient {
  const { hash } = options;
  const connections = createConnections(options);
  const readUrl = createUrlReader();

  const urlOf = (server: ServerTarget): ServerUrl => {
    const url = readUrl(server.url);
    if (url === undefined) throw new CallFailure('notSent', 'badUrl', server.id);
    return url;
  };
  const send = (server: ServerTarget, request: CallRequest, resolve: Resolve, reject: Reject): void => {
    const { dispatcher, connectMs, responseMs } = connections[server.online ? 'online' : 'offline'];
    const url = urlOf(server);
    const { signal } = request;
    const exchange = new Exchange({ serverId: server.id, connectMs, responseMs, signal, resolve, reject });
    if (exchange.settled) return;
    dispatcher.dispatch(toMessage(url, server.secret, hash, request, exchange), exchange);
    exchange.dispatched();
  };

  const read: BbbClient['read'] = (server, request, reader) =>
    new Promise((resolve, reject) => {
      const retry = REPEATABLE.has(request.call) && request.body === undefined;
      const finish = (body: Buffer): void => {
        try {
          resolve(reader(body));
        } catch (error) {
          reject(error);
        }
      };
      send(server, request, finish, (failure, stale) => {
        if (stale && retry) send(server, request, finish, reject);
        else reject(failure);
      });
    });

  return {
    call: (server, request) => read(server, request, (body) => body),
    read,
    joinUrl: (server, params) => {
      const { origin, path } = urlOf(server);
      return `${origin}${path}/join?${signedQuery('join', params, server.secret, hash)}`;
    },
    close: async () => {
      const { online, offline } = connections;
      await Promise.all([online.dispatcher.destroy(), offline.dispatcher.destroy()]);
    },
  };
}
