import type { IncomingMessage, ServerResponse } from 'node:http';
import { BbbError, errors } from '../../bbb/errors.ts';
import { MalformedQuery, parseQuery } from '../../bbb/query.ts';
import { failed } from '../../bbb/responses.ts';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { sendText, sendXml } from '../answer.ts';
import { checkSignature } from '../signature.ts';
import type { Target } from '../target.ts';
import { unforeseen } from '../unforeseen.ts';
import type { AdminDeps } from './deps.ts';
import { hasJson, MalformedJson, readJson } from './json.ts';
import { type AdminRoute, type JsonAnswer, Refusal } from './route.ts';
import { adminRoutes } from './routes.ts';

const BASE = '/scalelite/api';

export function isAdminPath(path: string): boolean {
  return path === BASE || path.startsWith(`${BASE}/`);
}

/**
 * The JSON admin API. Checks in this order: path and method, content type, checksum (by the load balancer's
 * secrets, whoever's host it is), body; the handlers then check the fields. What comes before the fields
 * is refused as by the BBB API, in XML with status 200.
 */
export function createAdminApi(
  deps: AdminDeps,
): (message: IncomingMessage, target: Target, response: ServerResponse) => Promise<void> {
  const routes = adminRoutes(deps);

  const answer = async (message: IncomingMessage, query: string, route: AdminRoute): Promise<JsonAnswer> => {
    const withBody = await hasJson(message);
    const params = parseQuery(query);
    const { secrets } = deps.config;
    checkSignature(deps.config, { call: route.call, query, form: undefined, secrets });
    return await route.handle({ query: params, body: withBody ? await readJson(message) : {} });
  };

  return async (message, { path, query }, response) => {
    const started = performance.now();
    const route = routes.get(path.slice(BASE.length + 1));
    let outcome = 'ok';
    try {
      if (route === undefined || !fits(route, message.method)) throw errors.unsupportedRequest();
      sendJson(response, await answer(message, query, route));
    } catch (error) {
      outcome = sendFailure(deps, response, error);
    }
    const ms = Math.round((performance.now() - started) * 10) / 10;
    deps.log.info({ call: route?.call ?? 'unknown', method: message.method, outcome, ms }, 'admin call');
  };
}

/** HEAD is answered as GET. */
function fits(route: AdminRoute, method: string | undefined): boolean {
  return route.method === (method === 'HEAD' ? 'GET' : method);
}

function sendJson(response: ServerResponse, { status, body }: JsonAnswer): void {
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
