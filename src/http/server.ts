import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { MEETING_ENDED_PATH } from '../cluster/end-params.ts';
import type { Config } from '../config.ts';
import { duringRequest, newRequest, REQUEST_ID } from '../telemetry/request.ts';
import { requestSpan } from '../telemetry/request-span.ts';
import type { Tracer } from '../telemetry/span.ts';
import { traceOf } from '../telemetry/traceparent.ts';
import { createAdminApi, isAdminPath } from './admin/api.ts';
import type { AdminDeps } from './admin/deps.ts';
import { ANALYTICS_PATH, type AnalyticsCallbackDeps, createAnalyticsCallback } from './analytics-callback.ts';
import { sendText } from './answer.ts';
import { createBbbApi } from './bbb/api.ts';
import type { BbbDeps } from './bbb/deps.ts';
import { createDashboard, isDashboardPath } from './dashboard/dashboard.ts';
import { createFsapi, FSAPI_PATH } from './fsapi/api.ts';
import { type Readiness, sendAlive, sendHealthCheck, sendReady } from './health.ts';
import { createHookEvents, type HookEventsDeps, isHookEventsPath } from './hook-events.ts';
import { hostName, isServedHost } from './host.ts';
import { createLimitedServer, httpLimits, limitTime } from './limits.ts';
import { createMeetingEndedCallback, type MeetingEndedDeps } from './meeting-ended-callback.ts';
import { createMetrics, type MetricsDeps } from './metrics/scrape.ts';
import type { PlaybackDeps } from './playback/deps.ts';
import { createPlayback } from './playback/playback.ts';
import { createRecordingUpload, UPLOAD_PATH, type UploadDeps } from './recording-upload.ts';
import { readTarget } from './target.ts';
import { createTenantHost } from './tenant-host.ts';

export interface HttpDeps
  extends BbbDeps,
    AdminDeps,
    AnalyticsCallbackDeps,
    HookEventsDeps,
    MeetingEndedDeps,
    MetricsDeps,
    PlaybackDeps,
    UploadDeps {
  readonly store: BbbDeps['store'] & AdminDeps['store'] & PlaybackDeps['store'];
  readonly config: Config;
  readonly files: BbbDeps['files'] & AdminDeps['files'];
  readonly recordings: BbbDeps['recordings'];
  readonly readiness: Readiness;
  /** Hears of every request that is to be traced; undefined: nothing is. */
  readonly tracer: Tracer | undefined;
  /** From then on every answer closes its connection. */
  readonly isStopping: () => boolean;
}

/** The whole HTTP face: health for orchestrators, the JSON admin API, playback, all else the BBB API. */
export function createHttpServer(deps: HttpDeps): Server {
  const handle = known(deps.tracer, createHandler(deps));
  const limits = httpLimits(deps.config);
  const server = createLimitedServer(limits, deps.log);
  server.on('request', (request, response) => {
    // What is left of a body that nobody wants any more stands before the connection's next request. A
    // listener, since an upload that was given up may still wait for a piece, and then leaves it paused.
    if (hasBody(request)) response.once('finish', () => request.on('data', () => {}).resume());
    if (hasBody(request) && readTarget(request.url ?? '').path !== UPLOAD_PATH)
      limitTime(request, limits.requestMs);
    handle(request, response).catch((error: unknown) => {
      deps.log.error({ err: error }, 'a request could not be answered');
      response.destroy();
    });
  });
  return server;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function createHandler(deps: HttpDeps): Handler {
  const { config, readiness, isStopping } = deps;
  const api = createBbbApi(deps);
  const admin = createAdminApi(deps);
  const dashboard = createDashboard({ config });
  const fsapi = createFsapi(deps);
  const tenantHost = createTenantHost(config);
  const analytics = createAnalyticsCallback(deps);
  const hookEvents = createHookEvents(deps);
  const ended = createMeetingEndedCallback(deps);
  const playback = createPlayback(deps);
  const metrics = createMetrics(deps);
  const upload = createRecordingUpload(deps);
  return async (message, response) => {
    if (isStopping()) response.setHeader('connection', 'close');
    const target = readTarget(message.url ?? '');
    const reads = message.method === 'GET' || message.method === 'HEAD';
    if (reads && target.path === '/health_check') return await sendHealthCheck(response, readiness);
    if (reads && target.path === '/healthz') return sendAlive(response);
    if (reads && target.path === '/readyz') return await sendReady(response, readiness);
    const named = hostName(message.headers.host);
    // Prometheus asks by address, and no name can be bound to another address on the way.
    if (reads && target.path === '/metrics' && (isServed(config, named) || isAddress(named)))
      return await metrics(message, response);
    if (!isServed(config, named)) return sendText(response, 403, '', 'text/html');
    if (reads && target.path === '') return await sendHealthCheck(response, readiness);
    if (message.method === 'POST' && target.path === FSAPI_PATH)
      return await fsapi(message, target.query, response);
    if (target.path === UPLOAD_PATH) return await upload(message, response);
    if (isAdminPath(target.path)) return await admin(message, target, response);
    if (isDashboardPath(target.path)) return await dashboard(message, target, response);
    if (message.method === 'POST' && isHookEventsPath(target.path))
      return await hookEvents(message, target, response);
    const { host, prefix, target: inner } = tenantHost(message, named, target);
    const play = playback({ message, host, prefix, target: inner });
    if (play !== undefined) return await play(response);
    if (message.method === 'POST' && inner.path === ANALYTICS_PATH)
      return await analytics(message, host, response);
    if ((reads || message.method === 'POST') && inner.path === MEETING_ENDED_PATH)
      return await ended(message, inner.query, response);
    return await api({ message, host, prefix, ...inner }, response);
  };
}

const BBB_PATH = '/bigbluebutton/';

/** Each request has an ID, which is told to its client, and a span if it is traced. */
function known(tracer: Tracer | undefined, handle: Handler): Handler {
  return (message, response) => {
    const { traceparent: parent, tracestate: state, [REQUEST_ID]: given } = message.headers;
    const trace = tracer && traceOf({ parent: one(parent), state: one(state) }, tracer.sampled);
    const context = newRequest(one(given), trace);
    // What answers calls of the BBB API tells it beside its other headers, which is cheaper.
    if (!message.url?.startsWith(BBB_PATH)) response.setHeader(REQUEST_ID, context.id);
    const handled = (): Promise<void> => duringRequest(context, () => handle(message, response));
    if (tracer === undefined || trace === undefined) return handled();
    const began = performance.now();
    const { method } = message;
    return handled().finally(() =>
      tracer.record(requestSpan({ context, trace, method, began, status: response.statusCode })),
    );
  };
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

/** A host that is no name. */
function isAddress(host = ''): boolean {
  return isIP(host.replace(/^\[(.*)\]$/, '$1')) > 0;
}

function isServed(config: Config, host: string | undefined): boolean {
  return isServedHost(host, config.urlHost, config.multitenancyEnabled);
}
