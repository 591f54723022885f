import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HookPost, mannerOf } from '../bbb/hook-post.ts';
import { lastValue, MalformedQuery, type Params, parseQuery } from '../bbb/query.ts';
import { HOOK_EVENTS_PATH, type HookReceiver } from '../callbacks/hooks/receiver.ts';
import type { ServerPost } from '../callbacks/hooks/take.ts';
import type { Log } from '../cluster/log.ts';
import { type ServerStore, StoreUnavailable } from '../cluster/ports.ts';
import { sendText } from './answer.ts';
import { mediaType, readBody } from './body.ts';

/** A batch of events that hold whole slides' data. */
const MAX_BYTES = 10 * 1024 * 1024;

export interface HookEventsDeps {
  readonly store: { readonly servers: Pick<ServerStore, 'find'> };
  /** Undefined: servers tell us nothing, since they have no address of ours. */
  readonly hookReceiver: HookReceiver | undefined;
  /** Resolves when what it tells is kept; false: it can't be read. Rejects with StoreUnavailable. */
  readonly takeHookPost: (post: ServerPost) => Promise<boolean>;
  readonly log: Log;
}

export function isHookEventsPath(path: string): boolean {
  return path.startsWith(`${HOOK_EVENTS_PATH}/`);
}

/**
 * Takes what BBB servers tell our hooks. 200 when it is kept, 401 when it is not signed by the server that the
 * address was given to, 503 when the server should say it again.
 */
export function createHookEvents(
  deps: HookEventsDeps,
): (
  message: IncomingMessage,
  target: { path: string; query: string },
  response: ServerResponse,
) => Promise<void> {
  const take: Take = async (message, { path, query }) => {
    const told = deps.hookReceiver?.readPath(path);
    const server = told && (await deps.store.servers.find(told.serverId));
    if (deps.hookReceiver === undefined || told === undefined || server === undefined) return 401;
    const post = await readPost(message, query);
    if (typeof post === 'number') return post;
    const manner = mannerOf(post, deps.hookReceiver.urlAt(path), server.secret);
    if (manner === undefined) return 401;
    return (await deps.takeHookPost({ serverId: server.id, fields: post.fields, manner })) ? 200 : 400;
  };

  return async (message, target, response) => {
    const status = await take(message, target).catch((error: unknown) => statusOf(deps.log, error));
    if (status === 401) response.setHeader('www-authenticate', 'Bearer');
    sendText(response, status, '');
    deps.log.info({ call: 'hook_events', method: message.method, outcome: String(status) }, 'call');
  };
}

type Take = (message: IncomingMessage, target: { path: string; query: string }) => Promise<number>;

/** A number: the status it is refused with. */
async function readPost(message: IncomingMessage, query: string): Promise<HookPost | number> {
  const bytes = await readBody(message, MAX_BYTES);
  if (bytes === undefined) return 413;
  if (!isUtf8(bytes)) return 400;
  const body = bytes.toString();
  const isJson = mediaType(message.headers['content-type']) === 'application/json';
  const fields = isJson ? fieldsOf(body) : parseQuery(body);
  if (fields === undefined) return 400;
  return {
    fields,
    body,
    isJson,
    checksum: lastValue(parseQuery(query), 'checksum'),
    bearer: /^Bearer +(\S+) *$/i.exec(message.headers.authorization ?? '')?.[1],
  };
}

/** Of a JSON object; what is no text in it is written as JSON. */
function fieldsOf(body: string): Params | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.entries(value).map(([name, one]) => ({
      name,
      value: typeof one === 'string' ? one : JSON.stringify(one),
    }));
  } catch {
    return undefined;
  }
}

function statusOf(log: Log, error: unknown): number {
  if (error instanceof MalformedQuery) return 400;
  if (error instanceof StoreUnavailable) {
    log.warn({ reason: error.message }, 'hooks: events can not be kept; their server is to say them again');
    return 503;
  }
  log.error({ err: error }, 'hooks: events could not be taken');
  return 500;
}
