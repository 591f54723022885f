import { rm, stat } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { Config } from '../config.ts';

/** Opens the port (or socket file) of the configuration. Throws an Error whose message says what to do. */
export async function listen(server: Server, where: Config['listen']): Promise<void> {
  if ('path' in where) await clearStaleSocket(where.path);
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      reject(new Error(explain(error, where), { cause: error }));
    server.once('error', failed);
    server.listen(where, () => {
      server.off('error', failed);
      resolve();
    });
  });
}

function explain(error: NodeJS.ErrnoException, where: Config['listen']): string {
  const place = 'path' in where ? where.path : `${where.host}:${where.port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return `${place} is in use by another process; stop that one, or set PORT (or BIND) to another`;
    case 'EACCES':
      return `not allowed to listen on ${place}; set PORT (or BIND) to one that this user may open`;
    case 'EADDRNOTAVAIL':
      return `${place} is no address of this machine; set BIND to one that is`;
    default:
      return `can not listen on ${place}: ${error.message}`;
  }
}

/** A socket file that nobody answers on was left by a process that was killed. */
async function clearStaleSocket(path: string): Promise<void> {
  const isSocket = await stat(path).then(
    (found) => found.isSocket(),
    () => false,
  );
  if (isSocket && !(await answers(path))) await rm(path, { force: true });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
