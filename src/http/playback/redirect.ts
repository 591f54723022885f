import type { ServerResponse } from 'node:http';

/** Sends a client on. `location` is a path of this installation's, or a whole address. */
export function redirect(response: ServerResponse, status: 301 | 307, location: string): void {
  response.writeHead(status, { location, 'content-length': 0, 'cache-control': 'no-cache' }).end();
}
