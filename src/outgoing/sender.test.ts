import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../test/helpers/index.ts';
import { startHttp, startTcp } from '../../test/helpers/servers.ts';
import { SendFailure } from '../cluster/sender.ts';
import { createSender } from './sender.ts';

describe('a sender', () => {
  let sender: ReturnType<typeof createSender>;
  beforeEach(() => {
    sender = createSender({ connectTimeoutMs: 5000, timeoutMs: 5000 });
  });
  afterEach(() => sender.close());

  const post = (port: number, more: object = {}) =>
    sender.post({ url: `http://127.0.0.1:${port}/hook?a=b`, headers: { 'x-id': '1' }, body: 'x=y', ...more });
  const failure = async (sending: Promise<unknown>): Promise<SendFailure> => {
    const error = await sending.catch((reason: unknown) => reason);
    if (error instanceof SendFailure) return error;
    throw new Error(`no SendFailure: ${String(error)}`);
  };

  it('posts what it is given and tells what was answered', async () => {
    const seen: string[] = [];
    const { port } = await startHttp((request, response) => {
      request.on('data', (chunk: Buffer) =>
        seen.push(`${request.method} ${request.url} ${request.headers['x-id']} ${chunk}`),
      );
      request.on('end', () => response.writeHead(503).end('later'));
    });
    expect(await post(port)).toEqual({ status: 503, body: 'later' });
    expect(seen).toEqual(['POST /hook?a=b 1 x=y']);
  });

  it('follows no redirect', async () => {
    const { port, connections } = await startHttp((_, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect((await post(port)).status).toBe(302);
    expect(connections()).toBe(1);
  });

  it('reads no more than the beginning of an answer that never ends', async () => {
    const { port } = await startHttp((_, response) => {
      response.writeHead(200);
      const talk = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), () => setImmediate(talk));
      };
      talk();
    });
    expect((await post(port)).body.length).toBe(65_536);
  });

  it.each(['ftp://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'nothing', ''])(
    'calls no address such as %j',
    async (url) => {
      const { forGood, message } = await failure(sender.post({ url, headers: {}, body: '' }));
      expect({ forGood, message }).toEqual({ forGood: true, message: 'no http(s) URL' });
    },
  );

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://0xa9fea9fe/',
    'http://[::ffff:169.254.169.254]/',
  ])('calls none that machines of a cloud ask for their keys, as %s', async (url) => {
    const { forGood, message } = await failure(sender.post({ url, headers: {}, body: '' }));
    expect({ forGood, message }).toEqual({ forGood: true, message: 'addresses of this kind are not called' });
  });

  it('finds a host by its name', async () => {
    const { port } = await startHttp((_, response) => void response.end(), 'localhost');
    expect((await sender.post({ url: `http://localhost:${port}/`, headers: {}, body: '' })).status).toBe(200);
  });

  it('waits for nobody for ever', async () => {
    const { port } = await startHttp(() => {});
    expect((await failure(post(port, { timeoutMs: 200 }))).message).toBe('no answer in time');
  });

  it('waits for the end of an answer no longer', async () => {
    const { port } = await startHttp((_, response) => void response.writeHead(200).write('x'));
    expect((await failure(post(port, { timeoutMs: 200 }))).message).toBe('no answer in time');
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const { port } = await startHttp(() => stop.abort());
    await failure(post(port, { signal: stop.signal }));
    await failure(post(port, { signal: stop.signal }));
  });

  it('says why nobody answers, without the address', async () => {
    const refused = await failure(post(await freePort()));
    expect([refused.message, refused.forGood]).toEqual(['connection refused', false]);
    const closing = await startTcp((socket) => void once(socket, 'data').then(() => socket.destroy()));
    expect((await failure(post(closing.port))).message).toBe('connection closed before an answer');
    const rude = await startTcp((socket) => void socket.end('nonsense\r\n\r\n'));
    expect((await failure(post(rude.port))).message).toBe('the answer is no HTTP');
  });
});
