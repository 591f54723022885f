import type { IncomingMessage, ServerResponse } from 'node:http';
import { CallFailure, type StreamedBody } from '../../bbb/client.ts';
import { BbbError, errors } from '../../bbb/errors.ts';
import { lastValue, MalformedQuery, type Params, parseQuery } from '../../bbb/query.ts';
import { failed } from '../../bbb/responses.ts';
import type { Caller } from '../../cluster/caller.ts';
import { currentRequest, noteCall } from '../../telemetry/request.ts';
import { sendAnswer, sendText, sendXml } from '../answer.ts';
import { hasBody } from '../body.ts';
import { type BodyType, bodyType, type Form, readForm } from '../forms.ts';
import { createOrigins } from '../origin.ts';
import { isCallSigned, signingSecret } from '../signature.ts';
import { unforeseen } from '../unforeseen.ts';
import { createCallers } from './caller.ts';
import type { BbbDeps } from './deps.ts';
import { prefersHtml, sendJoinPage } from './join-page.ts';
import type { Answer, Bodies, Route } from './route.ts';
import { bbbRoutes } from './routes.ts';

const BASE = '/bigbluebutton/api';

const TAKEN: Readonly<Record<Bodies, readonly BodyType[]>> = {
  forms: ['urlencoded', 'multipart'],
  'forms with files': ['urlencoded', 'multipart'],
  'forms or XML': ['urlencoded', 'multipart', 'XML'],
  XML: ['XML'],
};

/** A request whose host has been let in, with its address cut. */
export interface ApiRequest {
  readonly message: IncomingMessage;
  /** By which a tenant is told; not always the one in the Host header. */
  readonly host: string | undefined;
  /** What stood in front of the path, `/t/NAME` or '': links to this installation begin with it. */
  readonly prefix: string;
  readonly path: string;
  readonly query: string;
}

/**
 * The BBB API as clients see it. Checks in this order: path and method, body type, checksum; the handlers
 * then check the parameters. Every path that is not a call of ours is answered as unsupportedRequest.
 */
export function createBbbApi(
  deps: BbbDeps,
): (request: ApiRequest, response: ServerResponse) => Promise<void> {
  const routes = bbbRoutes(deps);
  const callers = createCallers(deps.config, deps.store.tenants);
  const origin = createOrigins(deps.config);

  /** A wrong checksum is returned, not thrown: unwinding would be up to a tenth of what refusing it costs. */
  const answer = async (request: ApiRequest, route: Route): Promise<Answer | BbbError> => {
    const { message, host, query } = request;
    const type = message.method === 'POST' ? await takenBody(message, route) : undefined;
    const files = route.bodies === 'forms with files';
    const form =
      type === 'urlencoded' || type === 'multipart' ? await readForm(message, type, { files }) : undefined;
    const params = mergedParams(query, form);
    const { caller, secrets } = route.signed ? await callers(host) : ANYBODY;
    const signed = { call: route.call, query, form, secrets };
    if (route.signed && !isCallSigned(deps.config, signed)) return errors.checksumError();
    const signedWith = (): string | undefined => signingSecret(deps.config, signed);
    note(params, caller);
    const body = type === 'XML' ? streamed(message) : undefined;
    const { prefix } = request;
    const base = (): string => origin(message) + prefix;
    return await route.handle({
      params,
      body,
      caller,
      signedWith,
      uploads: form?.uploads ?? [],
      prefix,
      base,
    });
  };

  return async (request, response) => {
    const started = performance.now();
    const route = findRoute(routes, request);
    let outcome = 'ok';
    try {
      if (route === undefined) throw errors.unsupportedRequest();
      const answered = await answer(request, route);
      if (answered instanceof BbbError) outcome = sendFailure(deps, request, response, route, answered);
      else sendAnswer(response, answered);
    } catch (error) {
      outcome = sendFailure(deps, request, response, route, error);
    }
    const ms = Math.round((performance.now() - started) * 10) / 10;
    const call = route?.call ?? 'other';
    deps.requests.observe(call, outcome, ms);
    const { method } = request.message;
    noteCall(call, outcome);
    const { tenant, meeting, server } = currentRequest() ?? {};
    deps.log.info({ call, method, outcome, ms, tenant, meeting, server }, 'call');
  };
}

/** Of a longer meeting ID this much tells which it is. */
const NOTED = 128;

/** What the log and the trace tell of the call, once it is known to be the caller's. */
function note(params: Params, { tenant }: Caller): void {
  const about = currentRequest();
  if (about === undefined) return;
  about.tenant = tenant?.name;
  about.meeting = lastValue(params, 'meetingID')?.slice(0, NOTED);
}

const ANYBODY = { caller: { tenant: undefined }, secrets: [] } as const;

function findRoute(routes: ReadonlyMap<string, Route>, { message, path }: ApiRequest): Route | undefined {
  const { method } = message;
  const call = path === BASE ? '' : path.startsWith(`${BASE}/`) ? path.slice(BASE.length + 1) : undefined;
  const route = call === undefined ? undefined : routes.get(call);
  // '' is the top level's row; with a further slash it was cut off already
  if (method === 'POST') return route?.methods === 'GET' ? undefined : route;
  if (method === 'GET' || method === 'HEAD') return route?.methods === 'POST' ? undefined : route;
  return undefined;
}

/** The type of a POST's body; undefined: it has none. Throws unsupportedContentType. */
async function takenBody(message: IncomingMessage, route: Route): Promise<BodyType | undefined> {
  if (!(await hasBody(message))) return undefined;
  const type = bodyType(message.headers['content-type']);
  if (type === undefined || !TAKEN[route.bodies].includes(type)) throw errors.unsupportedContentType();
  return type;
}

function streamed(message: IncomingMessage): StreamedBody {
  const length = message.headers['content-length'];
  return { type: 'application/xml', content: message, ...(length && { length: Number(length) }) };
}

function mergedParams(query: string, form: Form | undefined): Params {
  const params = parseQuery(query);
  const all = form === undefined ? params : [...params, ...form.params];
  return all.filter(({ name }) => name !== 'checksum');
}

/** Answers a failure in the form its caller reads; returns what the log calls it. */
function sendFailure(
  { log }: BbbDeps,
  { message }: ApiRequest,
  response: ServerResponse,
  route: Route | undefined,
  error: unknown,
): string {
  if (error instanceof MalformedQuery) {
    sendText(response, 400, '', 'text/html');
    return 'malformed';
  }
  const failure = toFailure(log, error);
  if (route?.call === 'join' && prefersHtml(message.headers.accept)) sendJoinPage(response, failure);
  else if (route?.fails === 'JSON') sendAnswer(response, { kind: 'json', body: failedJson(failure) });
  else sendXml(response, failed(failure));
  return failure.key;
}

function failedJson({ key, message }: BbbError): object {
  return { response: { returncode: 'FAILED', messageKey: key, message } };
}

function toFailure(log: BbbDeps['log'], error: unknown): BbbError {
  if (error instanceof BbbError) return error;
  if (!(error instanceof CallFailure)) return unforeseen(log, error);
  log.warn({ server: error.serverId, reason: error.reason }, 'a server does not answer');
  return errors.accessFailed();
}
