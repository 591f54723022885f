import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { MalformedQuery } from '../bbb/query.ts';
import { BodyTooLarge, MalformedBody, readBody } from './body.ts';
import { clientPage } from './client-page.ts';
import type { Clock } from './clock.ts';
import { type Courier, createCourier } from './courier.ts';
import { deliver, errorPage, misdeliver } from './deliver.ts';
import { lettersAtEnd } from './end-callbacks.ts';
import { createFaultSwitch, type Fault, stageOf } from './faults.ts';
import { type Address, type ListenerMode, listen } from './listener.ts';
import { callOf, paramsOf, perform } from './perform.ts';
import type { Random } from './random.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import type { Happening } from './rooms.ts';
import { createState, type ServerSettings, type ServerState } from './server-state.ts';
import type { Transmitter } from './transmit.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

export interface BbbServerOptions {
  readonly settings: ServerSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly address: Address;
  /** Before every answer. */
  readonly latencyMs: () => number;
  readonly logSize: number;
  readonly transmitter: Pick<Transmitter, 'transmit'>;
}

/** One BBB server on a port of its own: state, what reached it, and what goes wrong with it. */
export interface BbbServer {
  readonly port: number;
  readonly state: ServerState;
  readonly log: RequestLog;
  /** What it tells others. */
  readonly courier: Courier;
  /** Takes the place of the faults there were; resolves when it is so. */
  setFaults(mode: ListenerMode, perRequest: readonly Fault[]): Promise<void>;
  perRequestFaults(): readonly Fault[];
  /** Everything is lost, connections are cut. */
  restart(): void;
  close(): Promise<void>;
}

/** nginx takes no longer request line. */
const LONGEST_URL = 8150;

export async function startBbbServer(options: BbbServerOptions): Promise<BbbServer> {
  const { settings, clock, random, logSize, transmitter } = options;
  const { callbackRetriesMs: retriesMs } = settings;
  const courier = createCourier({ clock, transmitter, retriesMs, logSize });
  const { secret } = settings;
  const webhooks =
    settings.webhooks &&
    createWebhooks({ settings: settings.webhooks, clock, courier, domain: options.address.host, secret });
  const state = createState(settings, clock, random, { tell, webhooks });
  const log = createRequestLog(logSize);
  const faults = createFaultSwitch();
  const closing = new AbortController();
  const { signal } = closing;
  const listener = await listen((request, response) => {
    handle(request, response).catch((error: unknown) => giveUp(response, error));
  }, options.address);

  function tell(happening: Happening): void {
    webhooks?.tell(happening);
    if (happening.name !== 'meeting-ended') return;
    const letters = lettersAtEnd({ room: happening.room, secret, now: clock.now() });
    for (const letter of letters) void courier.send(letter);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = splitUrl(request.url ?? '/');
    const call = callOf(path);
    if ((request.url ?? '').length > LONGEST_URL) return deliver(response, errorPage(414));
    if (call === undefined) return deliver(response, pageOf(path, query));
    await answer(request, response, call, query);
  }

  function pageOf(path: string, query: string) {
    const token = new URLSearchParams(query).get('sessionToken') ?? '';
    return clientPage(state, path, token) ?? errorPage(404);
  }

  async function answer(request: IncomingMessage, response: ServerResponse, call: string, query: string) {
    const method = request.method ?? 'GET';
    const note = log.begin({ at: state.clock.now(), call, method });
    const fault = faults.take(call);
    const stage = fault && stageOf(fault.kind);
    if (fault !== undefined) note({ fault: fault.kind });
    if (fault !== undefined && stage === 'arrival') {
      return misdeliver({ request, response, answer: undefined, fault, signal });
    }
    const body = method === 'POST' ? await readBody(request) : undefined;
    const exchange = { call, method, query, body, origin: `http://${request.headers.host ?? ''}` };
    const params = paramsOf(exchange);
    note({ params, contentType: request.headers['content-type'] });
    if (body !== undefined) note({ bodyBytes: body.bytes, bodySha256: body.sha256 });
    const result = stage === 'instead' ? undefined : perform(state, exchange, params);
    if (result !== undefined) note({ outcome: result.outcome });
    const latency = options.latencyMs();
    if (latency > 0) await delay(latency, undefined, { signal });
    if (fault !== undefined) return misdeliver({ request, response, answer: result, fault, signal });
    if (result !== undefined) deliver(response, result);
  }

  return {
    port: listener.port,
    state,
    log,
    courier,
    async setFaults(mode, perRequest) {
      faults.set(perRequest);
      await listener.set(mode);
    },
    perRequestFaults: () => faults.list(),
    restart() {
      state.rooms.clear();
      state.sessions.clear();
      courier.lose();
      webhooks?.restart();
      listener.cut();
    },
    async close() {
      closing.abort();
      webhooks?.close();
      courier.lose();
      await listener.close();
    },
  };
}

function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/** A request that no answer can be made for. A client that went away needs none. */
function giveUp(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) response.destroy();
  else if (error instanceof MalformedQuery || error instanceof MalformedBody)
    deliver(response, errorPage(400));
  else if (error instanceof BodyTooLarge) deliver(response, errorPage(413));
  else deliver(response, errorPage(500));
}
