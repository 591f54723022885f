import { once } from 'node:events';
import { createServer as createHttp, type Server as HttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server on a free port of the loopback, gone with all its connections when the test is over. */
export interface TestServer {
  readonly port: number;
  /** How many connections it has taken. */
  connections(): number;
  close(): Promise<void>;
}

export async function startHttp(listener: RequestListener, host = '127.0.0.1'): Promise<TestServer> {
  const server: HttpServer = createHttp({ keepAliveTimeout: 60_000 }, listener);
  return await listen(server, host);
}

/** Speaks nothing of its own. */
export async function startTcp(onConnection: (socket: Socket) => void): Promise<TestServer> {
  return await listen(createTcp({ allowHalfOpen: true }, onConnection), '127.0.0.1');
}

export async function listen(server: Server, host = '127.0.0.1'): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, connections: () => connections, close };
}
