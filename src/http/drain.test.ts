import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { drain } from './drain.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function startServer(): Promise<{ server: Server; open(): Socket }> {
  const server = createServer((_request, response) => {
    response.setHeader('connection', 'close').end('answered');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  cleanups.push(() => server.close().closeAllConnections());
  return {
    server,
    open: () => {
      const socket = connect(port, '127.0.0.1');
      cleanups.push(() => socket.destroy());
      return socket;
    },
  };
}

function ask(socket: Socket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  return text(socket);
}

describe('a server that is drained', () => {
  it('answers also those whom it has not let in yet', async () => {
    const { server, open } = await startServer();
    const answers = Array.from({ length: 100 }, () => ask(open()));
    // By now the kernel has connected them, and this process has not looked yet.
    await new Promise((resolve) => process.nextTick(resolve));
    const drained = drain(server, { deadlineMs: 5000 });
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/answered$/);
    await drained;
  });

  it('takes new connections for as long as it is to, and then none', async () => {
    const { server, open } = await startServer();
    const listenForMs = 300;
    const began = performance.now();
    const drained = drain(server, { deadlineMs: 5000, listenForMs });
    expect(await ask(open())).toMatch(/answered$/);
    await drained;
    expect(performance.now() - began).toBeGreaterThan(listenForMs - 20);
    await expect(ask(open())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('waits for an answer that is under way, and cuts it when it takes too long', async () => {
    const { server, open } = await startServer();
    server.removeAllListeners('request');
    const asked = once(server, 'request');
    const lost = ask(open());
    await asked;
    await Promise.all([drain(server, { deadlineMs: 200 }), expect(lost).resolves.toBe('')]);
  });

  it('that does not listen, or no more, is drained', async () => {
    const { server } = await startServer();
    await drain(server, { deadlineMs: 5000 });
    await drain(server, { deadlineMs: 5000 });
  });
});
