import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** For which a connection must have been idle before it is closed: its next request may be on the way. */
const QUIET_MS = 2000;
const LOOK_MS = 50;

/**
 * Stops a server without losing a request: no new connections, every answer from now on closes its
 * connection (the handler's part), idle connections are closed after a quiet time and what still runs after
 * `deadlineMs` is cut. Resolves when all connections are gone.
 */
export async function drain(server: Server, deadlineMs: number): Promise<void> {
  if (!server.listening) return;
  // http's own close() would end idle connections at once, also one on which a request is just arriving.
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });
  const gone = new AbortController();
  const cut = async (): Promise<void> => {
    const started = performance.now();
    while (!gone.signal.aborted && performance.now() - started < deadlineMs) {
      await sleep(LOOK_MS);
      if (performance.now() - started > QUIET_MS) server.closeIdleConnections();
    }
    if (!gone.signal.aborted) server.closeAllConnections();
  };
  await Promise.all([closed.then(() => gone.abort()), cut()]);
}
