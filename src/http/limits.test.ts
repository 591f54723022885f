import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import { createLimitedServer, type HttpLimits, httpLimits, limitTime } from './limits.ts';

const usual = httpLimits(loadConfig({ DATA_DIR: '/nonexistent', LOADBALANCER_SECRET: 'x' }));
const logged: string[] = [];
const log = { warn: (_: object, message: string) => void logged.push(message) };

const servers: Server[] = [];
afterEach(() => {
  logged.length = 0;
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** It answers whoever has sent all of a request. */
async function startServer(limits: Partial<HttpLimits>): Promise<() => Socket> {
  const all = { ...usual, lookMs: 20, ...limits };
  const server = createLimitedServer(all, log);
  servers.push(server);
  server.on('request', (request, response) => {
    limitTime(request, all.requestMs);
    request
      .on('error', () => {})
      .on('end', () => response.end('answered'))
      .resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return () => connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
}

/** All that is heard until the other side closes; meanwhile `drop` is sent again and again. */
async function hear(socket: Socket, first: string, drop?: string): Promise<string> {
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk;
  });
  socket.write(first);
  const timer = drop === undefined ? undefined : setInterval(() => socket.write(drop), 20);
  // Rather than of the error, should there have been one.
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(timer);
  return heard;
}

async function isServed(open: () => Socket): Promise<boolean> {
  const heard = await hear(open(), 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  return heard.endsWith('answered\r\n0\r\n\r\n') || heard.endsWith('answered');
}

const POST = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n';

describe('who takes more than is given to anybody', () => {
  it('is cut when headers come drop by drop', async () => {
    const open = await startServer({ headersMs: 200 });
    const slow = Array.from({ length: 50 }, () => hear(open(), 'GET / HTTP/1.1\r\n', 'X-A: b\r\n'));
    expect(await isServed(open)).toBe(true);
    for (const heard of await Promise.all(slow)) expect(heard).toMatch(/^HTTP\/1.1 408 /);
  });

  it('is cut when a connection says nothing at all', async () => {
    const open = await startServer({ headersMs: 200 });
    expect(await hear(open(), '')).toMatch(/^$|^HTTP\/1.1 408 /);
  });

  it('is cut when a body comes drop by drop', async () => {
    const open = await startServer({ requestMs: 200 });
    expect(await hear(open(), POST, 'x')).toBe('');
    expect(await isServed(open)).toBe(true);
  });

  it('is cut when a body stops coming', async () => {
    const open = await startServer({ silenceMs: 200 });
    expect(await hear(open(), `${POST}x`)).toBe('');
  });

  it.each([
    ['one long header', `X: ${'x'.repeat(200_000)}\r\n`],
    ['very many headers', 'X: y\r\n'.repeat(40_000)],
    ['a header that never ends', 'x'.repeat(200_000)],
  ])('is not served, and cut, with %s', async (_, bomb) => {
    const open = await startServer({});
    expect(await hear(open(), `GET / HTTP/1.1\r\nHost: a\r\n${bomb}\r\n`)).toMatch(/^(HTTP\/1.1 431 |$)/);
    expect(await isServed(open)).toBe(true);
  });

  it('may send an address of 100 KB', async () => {
    const open = await startServer({});
    const heard = await hear(
      open(),
      `GET /?a=${'x'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    );
    expect(heard).toMatch(/^HTTP\/1.1 200 /);
  });

  it('is not let in beyond so many connections, which is told once', async () => {
    const open = await startServer({ maxConnections: 3 });
    const first = Array.from({ length: 3 }, open);
    await Promise.all(first.map((socket) => once(socket, 'connect')));
    for (let i = 0; i < 5; i++) expect(await hear(open(), '')).toBe('');
    expect(logged).toEqual([expect.stringContaining('MAX_CONNECTIONS')]);
    first[0]?.end();
    await expect.poll(() => isServed(open)).toBe(true);
    expect(await isServed(() => first[1] ?? open())).toBe(true);
  });
});
