import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** For which a connection must have been idle before it is closed: its next request may be on the way. */
const QUIET_MS = 2000;
const LOOK_MS = 50;
/** In which connections that wait are let in, one a turn of the event loop; under load there are always some. */
const MOST_TURNS = 1000;

export interface DrainOptions {
  /** After which what still runs is cut; counted from when nobody new is let in. */
  readonly deadlineMs: number;
  /** For which new connections are still taken, so that proxies see first that it is not ready. Default 0. */
  readonly listenForMs?: number;
}

/**
 * Stops a server without losing a request: no new connections, every answer from now on closes its
 * connection (the handler's part), idle connections are closed after a quiet time and what still runs after
 * the deadline is cut. Resolves when all connections are gone.
 */
export async function drain(server: Server, { deadlineMs, listenForMs = 0 }: DrainOptions): Promise<void> {
  if (!server.listening) return;
  if (listenForMs > 0) await sleep(listenForMs);
  await letIn(server);
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

/**
 * Whom the kernel has connected already would be cut off when the port closes, with a request that may be sent. Who
 * comes between the last look and the close still is, unread; a delay for proxies keeps theirs from coming then.
 */
async function letIn(server: Server): Promise<void> {
  let came = true;
  const see = (): void => {
    came = true;
  };
  server.on('connection', see);
  for (let turns = 0; came && turns < MOST_TURNS; turns++) {
    came = false;
    // Of the first one the events were fetched before; these come between the two.
    await turn();
    await turn();
  }
  server.off('connection', see);
}
