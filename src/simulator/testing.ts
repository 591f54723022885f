import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { startHttp } from '../../test/helpers/servers.ts';
import { type HashName, signedQuery } from '../bbb/checksum.ts';
import type { Params } from '../bbb/query.ts';
import { type Fleet, type FleetOptions, startFleet } from './fleet.ts';
import type { RoomSettings } from './room-settings.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** A fleet that is closed when the test is over. */
export async function testFleet(options: Partial<FleetOptions> = {}): Promise<Fleet> {
  const fleet = await startFleet({ servers: 1, seed: 'test', ...options });
  onTestFinished(() => fleet.close());
  return fleet;
}

/** One server that is closed when the test is over. */
export async function testServer(options: Partial<FleetOptions> = {}): Promise<SimulatedServer> {
  const { servers } = await testFleet(options);
  return first(servers);
}

export function first<T>(items: readonly T[]): T {
  for (const item of items) return item;
  throw new Error('there is none');
}

/** What a create without more makes of a meeting. */
export function roomSettings(change: Partial<RoomSettings> = {}): RoomSettings {
  return {
    meetingId: 'm1',
    name: 'Physics',
    attendeePw: 'ap',
    moderatorPw: 'mp',
    voiceBridge: '12345',
    dialNumber: '',
    duration: 0,
    maxUsers: 0,
    record: false,
    autoStartRecording: false,
    meetingEndedUrl: undefined,
    logoutUrl: '',
    metadata: new Map(),
    breakout: undefined,
    ...change,
  };
}

type Values = Readonly<Record<string, string | number | boolean | undefined>>;

function toParams(values: Values): Params {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: String(value) }],
  );
}

/** Where a front-end would send this call. */
export function signedUrl(
  server: SimulatedServer,
  call: string,
  values: Values,
  hash: HashName = 'SHA256',
): string {
  return `${server.url}/${call}?${signedQuery(call, toParams(values), server.secret, hash)}`;
}

/** Makes a signed call and gives the answer's text. */
export async function ask(
  server: SimulatedServer,
  call: string,
  values: Values = {},
  init: RequestInit = {},
): Promise<string> {
  const response = await fetch(signedUrl(server, call, values), { redirect: 'manual', ...init });
  return response.text();
}

/** The text of the first element of that name; undefined: there is none. */
export function field(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

export function post(type: string, body: NonNullable<RequestInit['body']>): RequestInit {
  return { method: 'POST', headers: { 'content-type': type }, body, duplex: 'half' };
}

export interface WireAnswer {
  readonly bytes: Buffer;
  /** How the connection ended: cleanly, or with the code of an error such as ECONNRESET. */
  readonly ended: string;
}

/** Sends bytes over a bare socket and takes in what comes back until it ends. */
export async function overTheWire(port: number, request: string): Promise<WireAnswer> {
  const socket = connect({ port, host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  const chunks: Buffer[] = [];
  let ended = 'cleanly';
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', (error) => {
    ended = 'code' in error ? String(error.code) : error.message;
  });
  socket.write(request);
  await once(socket, 'close').catch(() => undefined);
  return { bytes: Buffer.concat(chunks), ended };
}

/** The request of a signed GET as it stands on the wire. */
export function wireGet(server: SimulatedServer, call: string, values: Values = {}): string {
  const { pathname, search, host } = new URL(signedUrl(server, call, values));
  return `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
}

/** A request that reached a receiver. */
export interface Received {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody on this machine who is told things. */
export interface Receiver {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly received: readonly Received[];
}

/** Answers with these statuses, one after the other, then 200; 0: closes the connection. Gone when the test is over. */
export async function testReceiver(...statuses: number[]): Promise<Receiver> {
  const received: Received[] = [];
  const { port } = await startHttp(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    received.push({ method, path, headers, body: await text(request) });
    const status = statuses.shift() ?? 200;
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end();
  });
  return { origin: `http://127.0.0.1:${port}`, received };
}
