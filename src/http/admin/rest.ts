import type { IncomingMessage, ServerResponse } from 'node:http';
import { allows } from '../../access/scope.ts';
import { MalformedQuery, type Params, parseQuery } from '../../bbb/query.ts';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { OperationFailed } from '../../operations/failure.ts';
import { hasBody } from '../../operations/http-request.ts';
import { operations } from '../../operations/index.ts';
import { perform } from '../../operations/perform.ts';
import { mediaType, hasBody as sendsBody } from '../body.ts';
import { isCallSigned } from '../signature.ts';
import type { Target } from '../target.ts';
import { unforeseen } from '../unforeseen.ts';
import { type Caller, type Callers, unauthorized } from './caller.ts';
import { contextOf } from './context.ts';
import type { AdminDeps } from './deps.ts';
import type { Face, Told } from './face.ts';
import type { Fields } from './fields.ts';
import { MalformedJson, readObject } from './json.ts';
import { refused } from './refused.ts';
import { Refusal } from './route.ts';
import { createRouter, type Endpoint, type Found } from './router.ts';
import { type RestAnswer, sendRest } from './send.ts';

/**
 * The REST face of the operations. Checks in this order: path, method, credentials, scope, content type, body,
 * fields; every failure is JSON, `{"error": …, "code": …}`.
 */
export function createRest(deps: AdminDeps, callers: Callers): Face {
  const find = createRouter(operations);

  const answer = async (
    message: IncomingMessage,
    { path, query }: Pick<Target, 'path' | 'query'>,
    found: Found,
  ) => {
    const { row, read } = endpointOf(found, message.method);
    const caller = await callerOf(deps, callers, message, { path, query });
    needScope(row.scope, caller);
    const params = parseQuery(query).filter(({ name }) => name !== 'checksum');
    const body = hasBody(row) ? await bodyOf(message, params) : {};
    const pairs = params.map(({ name, value = '' }) => ({ name, value }));
    const input = read({ path: found.params, query: pairs, body });
    return { status: row.status ?? 200, body: await perform(row, contextOf(deps, caller), input) };
  };

  return async (message, target, response) => {
    const found = find(target.path);
    if (found === undefined) return undefined;
    const call = found.endpoints.get(methodOf(message))?.row.name ?? 'other';
    return await orRefuse(deps, response, call, async () =>
      sendRest(response, await answer(message, target, found)),
    );
  };
}

/** HEAD is answered as GET. */
function methodOf({ method = '' }: Pick<IncomingMessage, 'method'>): string {
  return method === 'HEAD' ? 'GET' : method;
}

function endpointOf({ endpoints }: Found, method: string | undefined): Endpoint {
  const endpoint = endpoints.get(methodOf({ method }));
  if (endpoint) return endpoint;
  const allow = [...endpoints.keys()]
    .flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]))
    .join(', ');
  throw refused('other-method', { allow }, { allow });
}

/**
 * By a token, or by a checksum over method and path (`GET/servers`), query and secret: so that what was signed
 * for looking can't be used for removing. Or a browser by its session.
 */
export async function callerOf(
  { config }: AdminDeps,
  callers: Callers,
  message: IncomingMessage,
  { path, query }: Pick<Target, 'path' | 'query'>,
): Promise<Caller> {
  const caller = await callers.byToken(message);
  if (caller) return caller;
  if (!/(^|&)checksum=/.test(query)) {
    const browser = await callers.bySession(message);
    if (browser) return browser;
    throw unauthorized('no-credentials');
  }
  const call = `${methodOf(message)}${path}`;
  const { secrets } = config;
  return callers.bySignature(message, () => isCallSigned(config, { call, query, form: undefined, secrets }));
}

/** Throws a Refusal. */
export function needScope(needed: Endpoint['row']['scope'], { scope }: Caller): void {
  if (!allows(scope, needed)) throw refused('scope', { needed, scope });
}

async function bodyOf(message: IncomingMessage, params: Params): Promise<Fields> {
  if (params.length > 0) throw refused('fields-in-body', {});
  if (!(await sendsBody(message))) return {};
  if (mediaType(message.headers['content-type']) === 'application/json') return await readObject(message);
  throw refused('not-json', {});
}

/** Does what answers a request, or sends why it was not done; tells what is counted. */
export async function orRefuse(
  deps: AdminDeps,
  response: ServerResponse,
  call: string,
  work: () => Promise<void>,
): Promise<Told> {
  try {
    await work();
    return { call, outcome: 'ok' };
  } catch (error) {
    const refusal = refusalOf(deps, error);
    sendRest(response, refusal);
    return { call, outcome: String(refusal.status) };
  }
}

function refusalOf({ log }: AdminDeps, error: unknown): RestAnswer {
  if (error instanceof Refusal) return error;
  if (error instanceof OperationFailed) {
    const { status, message, code, values, problems } = error;
    return { status, body: { error: message, code, values, ...(problems.length > 0 && { problems }) } };
  }
  if (error instanceof MalformedQuery || error instanceof MalformedJson) {
    return refused('malformed', { reason: error.message });
  }
  unforeseen(log, error);
  return refused(error instanceof StoreUnavailable ? 'store-away' : 'unexpected', {});
}
