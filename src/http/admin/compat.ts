import type { IncomingMessage, ServerResponse } from 'node:http';
import { allows } from '../../access/scope.ts';
import { BbbError, errors } from '../../bbb/errors.ts';
import { MalformedQuery, parseQuery } from '../../bbb/query.ts';
import { failed } from '../../bbb/responses.ts';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { sendText, sendXml } from '../answer.ts';
import { isCallSigned } from '../signature.ts';
import { unforeseen } from '../unforeseen.ts';
import { bearerOf, type Caller, type Callers } from './caller.ts';
import { contextOf } from './context.ts';
import type { AdminDeps } from './deps.ts';
import type { Face } from './face.ts';
import { hasJson, MalformedJson, readJson } from './json.ts';
import { type AdminRoute, type JsonAnswer, Refusal } from './route.ts';
import { adminRoutes } from './routes.ts';

/**
 * The calls of the Ruby Scalelite. Checks in this order: path and method, content type, checksum (by the load
 * balancer's secrets, whoever's host it is) or token, body; the handlers then check the fields. What comes
 * before the fields is refused as by the BBB API, in XML with status 200; a token that is no good, in JSON.
 */
export function createCompatApi(deps: AdminDeps, callers: Callers): Face {
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
    if (route === undefined && bearerOf(message) !== undefined) return nowhere(response);
    let outcome = 'ok';
    try {
      if (route === undefined || !fits(route, message.method)) throw errors.unsupportedRequest();
      sendJson(response, await answer(message, query, route));
    } catch (error) {
      outcome = sendFailure(deps, response, error);
    }
    return { call: route?.call ?? 'other', outcome };
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
    const signed = { call, query, form: undefined, secrets: config.secrets };
    if (!isCallSigned(config, signed)) throw errors.checksumError();
    return callers.bySecret(message);
  }
  if (allows(caller.scope, 'admin')) return caller;
  throw new Refusal(403, { error: `This call needs the scope admin; the token has ${caller.scope}` });
}

/** Who brings a token does not expect the XML that is the answer to every unknown call. */
function nowhere(response: ServerResponse): { readonly call: string; readonly outcome: string } {
  sendJson(response, {
    status: 404,
    body: { error: 'There is no such path; /scalelite/api/docs tells which there are' },
  });
  return { call: 'other', outcome: '404' };
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
