import type { ServerResponse } from 'node:http';
import { FOR_PROGRAMS } from '../security-headers.ts';

export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends JSON that may hold secrets, and so is not to be kept by anybody on the way. */
export function sendRest(response: ServerResponse, { status, body, headers }: RestAnswer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...FOR_PROGRAMS,
    ...headers,
  });
  response.end(text);
}
