import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from './listener.ts';

async function listener() {
  const started = await listen((_request, response) => response.end('hello'), {
    host: '127.0.0.1',
    port: undefined,
  });
  onTestFinished(() => started.close());
  return started;
}

/** How an attempt to connect ends: `connected`, an error code, or `pending` after a while. */
async function attempt(port: number, patienceMs = 15_000): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  const outcome = await new Promise<string>((resolve) => {
    socket.on('connect', () => resolve('connected'));
    socket.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    setTimeout(() => resolve('pending'), patienceMs).unref();
  });
  socket.destroy();
  return outcome;
}

describe('the port of a simulated server', () => {
  it('refuses connections, and takes them again on the same port', async () => {
    const { port, set } = await listener();
    expect(await attempt(port)).toBe('connected');
    await set('refuse');
    expect(await attempt(port)).toBe('ECONNREFUSED');
    await set('open');
    expect(await attempt(port)).toBe('connected');
  });

  it('cuts the connections there are when it begins to refuse', async () => {
    const { port, set } = await listener();
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await set('refuse');
    await closed;
  });

  it.runIf(process.platform === 'linux')('leaves connections unestablished, and heals', async () => {
    const { port, set } = await listener();
    await set('hangConnect');
    expect(await attempt(port, 400)).toBe('pending');
    await set('open');
    expect(await attempt(port)).toBe('connected');
  });

  it('goes from any state to any other, in the order asked for', async () => {
    const { port, set } = await listener();
    await Promise.all([set('refuse'), set('open'), set('refuse')]);
    expect(await attempt(port)).toBe('ECONNREFUSED');
    await Promise.all([set('open'), set('open')]);
    expect(await attempt(port)).toBe('connected');
  });

  it('closes twice without harm, and stays closed', async () => {
    const { port, set, close } = await listener();
    await Promise.all([close(), close()]);
    await set('open');
    expect(await attempt(port)).toBe('ECONNREFUSED');
  });

  it('says so when the port it was told is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(listen(() => undefined, { host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
  });
});
