import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { currentRequest, REQUEST_ID } from '../telemetry/request.ts';
import type { Answer } from './bbb/route.ts';
import { FOR_PEOPLE, FOR_PROGRAMS } from './security-headers.ts';

const XML = 'application/xml; charset=utf-8';
/** Below this the parts of an answer are sent as one piece. */
const JOIN_BELOW = 64 * 1024;
/** Longer strings Node does not write at once. */
const ONE_WRITE_BELOW = 15 * 1024;

/** Sends an answer of the BBB API: always status 200, but for a redirect. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  if (answer.kind === 'redirect') sendRedirect(response, answer.location);
  else if (answer.kind === 'json') sendText(response, 200, JSON.stringify(answer.body), 'application/json');
  else if (answer.kind === 'xml stream') sendStream(response, answer.parts);
  else if (typeof answer.body === 'string' || Buffer.isBuffer(answer.body)) sendXml(response, answer.body);
  else sendParts(response, answer.body);
}

export function sendXml(response: ServerResponse, body: string | Buffer): void {
  const headers = {
    'content-type': XML,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'max-age=0, private, must-revalidate',
    ...FOR_PROGRAMS,
  };
  response.writeHead(200, withRequestId(headers));
  // A string goes out in one write with the head, a buffer does not. Read as latin1 its bytes stay what they are.
  if (typeof body === 'string' || body.length > ONE_WRITE_BELOW) response.end(body);
  else response.end(body.toString('latin1'), 'latin1');
}

function sendRedirect(response: ServerResponse, location: string): void {
  const headers = {
    location,
    'content-type': 'text/html; charset=utf-8',
    'content-length': 0,
    'cache-control': 'no-cache',
  };
  response.writeHead(302, withRequestId(headers));
  response.end();
}

function sendParts(response: ServerResponse, parts: readonly (string | Buffer)[]): void {
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  if (length <= JOIN_BELOW) {
    sendXml(response, Buffer.concat(parts.map((part) => Buffer.from(part))));
    return;
  }
  const headers = {
    'content-type': XML,
    'content-length': length,
    'cache-control': 'no-cache',
    ...FOR_PROGRAMS,
  };
  response.writeHead(200, withRequestId(headers));
  // In one write, of the parts themselves: a slow reader holds no copies of them.
  response.cork();
  for (const part of parts) response.write(part);
  response.end();
}

/** One that breaks off is cut, so that nobody takes it for whole; whoever makes the parts tells the log why. */
function sendStream(response: ServerResponse, parts: AsyncIterable<string>): void {
  response.writeHead(
    200,
    withRequestId({ 'content-type': XML, 'cache-control': 'no-cache', ...FOR_PROGRAMS }),
  );
  if (response.req.method === 'HEAD') {
    response.end();
    // Nobody wants the parts.
    void parts[Symbol.asyncIterator]().return?.();
    return;
  }
  // The next part is made while one is written, and no more than that.
  pipeline(Readable.from(parts, { highWaterMark: 1 }), response, () => {});
}

/** An answer that is not the BBB API's own. */
export function sendText(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  send(response, status, body, { 'content-type': `${type}; charset=utf-8`, ...FOR_PROGRAMS });
}

/** A small page without scripts. */
export function sendPage(response: ServerResponse, status: number, html: string): void {
  send(response, status, html, { 'content-type': 'text/html; charset=utf-8', ...FOR_PEOPLE });
}

function send(response: ServerResponse, status: number, body: string, about: OutgoingHttpHeaders): void {
  const headers = { ...about, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-cache' };
  response.writeHead(status, withRequestId(headers));
  response.end(body);
}

/** Beside the others: a header set before them would cost an answer a microsecond. */
function withRequestId(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const id = currentRequest()?.id;
  if (id !== undefined) headers[REQUEST_ID] = id;
  return headers;
}
