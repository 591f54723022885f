import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { BbbError } from '../bbb/errors.ts';
import { failed } from '../bbb/responses.ts';
import { xml } from '../bbb/xml.ts';
import { type Answer, html } from './calls/call.ts';
import { type Fault, type FaultKind, msOf } from './faults.ts';

/** One request on its way out. `answer` is undefined where the call was not carried out. */
export interface Delivery {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly answer: Answer | undefined;
  readonly fault: Fault;
  /** Fires when the server closes. */
  readonly signal: AbortSignal;
}

/** As a healthy server answers. */
export function deliver(response: ServerResponse, answer: Answer): void {
  send(response, answer, answer.body);
}

/** What goes over the wire with each fault. */
export async function misdeliver(delivery: Delivery): Promise<void> {
  await DELIVERIES[delivery.fault.kind]?.(delivery);
}

const DELIVERIES: Partial<Record<FaultKind, (delivery: Delivery) => Promise<void> | void>> = {
  hang: stayOpen,
  hangAfter: stayOpen,
  slow: later,
  trickle,
  reset: ({ request }) => void request.socket.resetAndDestroy(),
  resetAfter: ({ request }) => void request.socket.resetAndDestroy(),
  dropBefore: drop,
  dropAfter: drop,
  500: ({ response }) => deliver(response, errorPage(500)),
  wrongStatus: ({ response, answer }) => deliver(response, { ...answerOf(answer), status: 500 }),
  garbage: ({ response, answer }) => send(response, answerOf(answer), GARBAGE),
  notHttp: ({ request }) => void request.socket.end('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
  truncated: ({ response, answer }) => send(response, answerOf(answer), half(answerOf(answer).body)),
  failed: ({ response, fault }) => send(response, XML_ANSWER, failedBody(fault)),
  html: ({ response }) => deliver(response, errorPage(200)),
  empty: ({ response, answer }) => send(response, answerOf(answer), ''),
  redirect: ({ response }) =>
    deliver(response, { ...errorPage(302), headers: { location: '/somewhere-else' } }),
  gzip: ({ response, answer }) => send(response, gzipped(answerOf(answer)), gzipSync(answerOf(answer).body)),
  bom: ({ response, answer }) => send(response, answerOf(answer), `\ufeff${answerOf(answer).body}`),
  doctype: ({ response, answer }) => send(response, answerOf(answer), bombed(answerOf(answer).body)),
  huge,
};

const XML_ANSWER: Answer = {
  status: 200,
  headers: { 'content-type': 'text/xml;charset=utf-8' },
  body: '<response><returncode>FAILED</returncode></response>',
  outcome: 'FAILED',
};

/** Not UTF-8, not XML, the same each time. */
const GARBAGE = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 167 + 13) & 0xff));

function answerOf(answer: Answer | undefined): Answer {
  return answer ?? XML_ANSWER;
}

function send(
  response: ServerResponse,
  answer: Pick<Answer, 'status' | 'headers'>,
  body: string | Buffer,
): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** The connection stays until the client gives up or the server closes. */
function stayOpen(): void {}

/** A clean end of the connection where the answer should be. */
function drop({ request }: Delivery): void {
  request.socket.destroySoon();
}

async function later({ response, answer, fault, signal }: Delivery): Promise<void> {
  await delay(msOf(fault), undefined, { signal });
  deliver(response, answerOf(answer));
}

async function trickle({ response, answer, fault, signal }: Delivery): Promise<void> {
  const body = Buffer.from(answerOf(answer).body);
  response.writeHead(200, { ...answerOf(answer).headers, 'content-length': body.length });
  for (let at = 0; at < body.length && !response.destroyed; at++) {
    response.write(body.subarray(at, at + 1));
    await delay(msOf(fault), undefined, { signal });
  }
  response.end();
}

const HUGE = { pieces: 4096, piece: Buffer.alloc(65_536, ' ') };

async function huge({ response, answer, signal }: Delivery): Promise<void> {
  response.writeHead(200, answerOf(answer).headers);
  await pipeline(Readable.from(hugeBody()), response, { signal });
}

function* hugeBody(): Generator<string | Buffer> {
  yield '<response>\n<returncode>SUCCESS</returncode>\n<meetings>';
  for (let sent = 0; sent < HUGE.pieces; sent++) yield HUGE.piece;
  yield '</meetings>\n</response>';
}

export function errorPage(status: number): Answer {
  const title = status === 404 ? '404 Not Found' : `${status}`;
  const page = xml`<html><head><title>${title}</title></head><body><h1>${title}</h1><hr><p>nginx</p></body></html>`;
  return html(status, page);
}

function half(body: string): string {
  return body.slice(0, Math.floor(body.length / 2));
}

function failedBody({ key, message }: Fault): string {
  if (key === '') return XML_ANSWER.body;
  return failed(
    new BbbError(key ?? 'internalError', message ?? 'The simulated server failed as it was told to.'),
  );
}

function gzipped(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } };
}

/** Ten levels of ten: 10 GB where a reader expands entities. */
function bombed(body: string): string {
  const levels = Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`);
  const doctype = `<!DOCTYPE response [<!ENTITY e0 "aaaaaaaaaa">${levels.join('')}]>`;
  return `${doctype}${body.replace(/<response>/, '<response><bomb>&e9;</bomb>')}`;
}
