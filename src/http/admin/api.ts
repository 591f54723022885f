import type { IncomingMessage, ServerResponse } from 'node:http';
import { allows } from '../../access/scope.ts';
import { BbbError, errors } from '../../bbb/errors.ts';
import { MalformedQuery, parseQuery } from '../../bbb/query.ts';
import { failed } from '../../bbb/responses.ts';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { sendText, sendXml } from '../answer.ts';
import { checkSignature } from '../signature.ts';
import type { Target } from '../target.ts';
import { unforeseen } from '../unforeseen.ts';
import { type Caller, type Callers, createCallers } from './caller.ts';
import { contextOf } from './context.ts';
import type { AdminDeps } from './deps.ts';
import { createEvents } from './events.ts';
import { hasJson, MalformedJson, readJson } from './json.ts';
import { createPages } from './pages.ts';
import { createRest } from './rest.ts';
import { type AdminRoute, type JsonAnswer, Refusal } from './route.ts';
import { adminRoutes } from './routes.ts';

const BASE = '/scalelite/api';

export function isAdminPath(path: string): boolean {
  return path === BASE || path.startsWith(`${BASE}/`);
}

/** Answers a request to a path below the API's own; undefined: it is not one of this face's. */
type Face = (
  message: IncomingMessage,
  target: Pick<Target, 'path' | 'query'>,
  response: ServerResponse,
) => Promise<{ readonly call: string; readonly outcome: string } | undefined>;

/**
 * The admin API: its pages, the REST face of the operations, and all else as the calls that the Ruby
 * Scalelite has.
 */
export function createAdminApi(
  deps: AdminDeps,
): (message: IncomingMessage, target: Target, response: ServerResponse) => Promise<void> {
  const callers = createCallers(deps);
  const faces: readonly Face[] = [
    createPages(),
    createEvents(deps, callers),
    createRest(deps, callers),
    createCompatApi(deps, callers),
  ];
  return async (message, target, response) => {
    const started = performance.now();
    const inner = { path: target.path.slice(BASE.length), query: target.query };
    for (const face of faces) {
      const done = await face(message, inner, response);
      if (done === undefined) continue;
      const ms = Math.round((performance.now() - started) * 10) / 10;
      deps.log.info({ ...done, method: message.method, ms }, 'admin call');
      return;
    }
  };
}

/**
 * The calls of the Ruby Scalelite. Checks in this order: path and method, content type, checksum (by the load
 * balancer's secrets, whoever's host it is) or token, body; the handlers then check the fields. What comes
 * before the fields is refused as by the BBB API, in XML with status 200; a token that is no good, in JSON.
 */
function createCompatApi(deps: AdminDeps, callers: Callers): Face {
  const routes = adminRoutes(deps);

  const answer = async (message: IncomingMessage, query: string, route: AdminRoute): Promise<JsonAnswer> => {
    const withBody = await hasJson(message);
    const params = parseQuery(query);
    const caller = await callerOf(deps, callers, message, { call: route.call, query });
    const { store } = contextOf(deps, caller);
    const handle = adminRoutes({ ...deps, store }).get(route.call)?.handle ?? route.handle;
    return await handle({ query: params, body: withBody ? await readJson(message) : {} });
  };

  return async (message, { path, query }, response) => {
    const route = routes.get(path.slice(1));
    let outcome = 'ok';
    try {
      if (route === undefined || !fits(route, message.method)) throw errors.unsupportedRequest();
      sendJson(response, await answer(message, query, route));
    } catch (error) {
      outcome = sendFailure(deps, response, error);
    }
    return { call: route?.call ?? 'unknown', outcome };
  };
}

/** Everything these calls do needs all rights: nearly all of them tell or change secrets. */
async function callerOf(
  { config }: AdminDeps,
  callers: Callers,
  message: IncomingMessage,
  { call, query }: { readonly call: string; readonly query: string },
): Promise<Caller> {
  const caller = await callers.byToken(message);
  if (caller === undefined) {
    checkSignature(config, { call, query, form: undefined, secrets: config.secrets });
    return callers.bySecret(message);
  }
  if (allows(caller.scope, 'admin')) return caller;
  throw new Refusal(403, { error: `This call needs the scope admin; the token has ${caller.scope}` });
}

/** HEAD is answered as GET. */
function fits(route: AdminRoute, method: string | undefined): boolean {
  return route.method === (method === 'HEAD' ? 'GET' : method);
}

function sendJson(response: ServerResponse, { status, body, headers = {} }: JsonAnswer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  sendText(response, status, JSON.stringify(body), 'application/json');
}

/** Answers a failure in its own form; returns what the log calls it. */
function sendFailure({ log }: AdminDeps, response: ServerResponse, error: unknown): string {
  if (error instanceof MalformedQuery || error instanceof MalformedJson) {
    sendText(response, 400, '', 'text/html');
    return 'malformed';
  }
  if (error instanceof BbbError) {
    sendXml(response, failed(error));
    return error.key;
  }
  if (error instanceof Refusal) {
    if (error.cause !== undefined) unforeseen(log, error.cause);
    sendJson(response, error);
    return String(error.status);
  }
  const { key, message } = unforeseen(log, error);
  sendJson(response, { status: error instanceof StoreUnavailable ? 503 : 500, body: { error: message } });
  return key;
}
