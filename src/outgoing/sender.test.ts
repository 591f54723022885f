import type { lookup } from 'node:dns';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../test/helpers/index.ts';
import { startHttp, startTcp } from '../../test/helpers/servers.ts';
import { SendFailure } from '../cluster/sender.ts';
import { createAddressGuard } from './addresses.ts';
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

  it('tells a name and password of the address, unless it has a token to tell', async () => {
    const seen: (string | undefined)[] = [];
    const { port } = await startHttp((request, response) => {
      seen.push(request.headers.authorization, request.url);
      response.end();
    });
    const url = `http://bbb:50%25p%40ss@127.0.0.1:${port}/hook`;
    await sender.post({ url, headers: {}, body: '' });
    await sender.post({ url, headers: { authorization: 'Bearer token' }, body: '' });
    const basic = `Basic ${Buffer.from('bbb:50%p@ss').toString('base64')}`;
    expect(seen).toEqual([basic, '/hook', 'Bearer token', '/hook']);
  });

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

  it('gets what it is to get', async () => {
    const seen: unknown[] = [];
    const { port } = await startHttp(({ method, url, headers }, response) => {
      seen.push([method, url, headers['x-id'], headers['content-length']]);
      response.end('taken');
    });
    const url = `http://127.0.0.1:${port}/ended?a=%2F`;
    expect(await sender.get({ url, headers: { 'x-id': '1' } })).toEqual({ status: 200, body: 'taken' });
    expect(seen).toEqual([['GET', '/ended?a=%2F', '1', undefined]]);
  });

  it('follows no redirect unless it is to', async () => {
    const { port, connections } = await startHttp((_, response) => {
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect((await post(port)).status).toBe(307);
    expect(connections()).toBe(1);
  });

  describe('that follows redirects', () => {
    let following: ReturnType<typeof createSender>;
    beforeEach(() => {
      following = createSender({ connectTimeoutMs: 5000, timeoutMs: 5000, redirects: 3 });
    });
    afterEach(() => following.close());

    /** Answers /N with a redirect to /N-1, and /0 with 204; tells what came. */
    async function chain(locationOf = (n: number) => `/${n - 1}`) {
      const seen: string[] = [];
      const { port } = await startHttp((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => {
          body += chunk;
        });
        request.on('end', () => {
          seen.push(`${request.method} ${request.url} ${body}`.trim());
          const n = Number(request.url?.slice(1));
          if (n === 0) response.writeHead(204).end();
          else response.writeHead(308, { location: locationOf(n) }).end('moved');
        });
      });
      return { seen, url: (n: number) => `http://127.0.0.1:${port}/${n}` };
    }

    it('comes to where it is sent on to, with what it has to say', async () => {
      const { seen, url } = await chain();
      expect((await following.get({ url: url(3), headers: {} })).status).toBe(204);
      expect((await following.post({ url: url(1), headers: {}, body: 'x=y' })).status).toBe(204);
      expect(seen).toEqual(['GET /3', 'GET /2', 'GET /1', 'GET /0', 'POST /1 x=y', 'POST /0 x=y']);
    });

    it('goes on three times at most', async () => {
      const { seen, url } = await chain();
      expect((await following.get({ url: url(4), headers: {} })).status).toBe(308);
      expect(seen.length).toBe(4);
    });

    it.each(['http://169.254.169.254/latest/', 'http://[::ffff:a9fe:a9fe]/', 'file:///etc/passwd'])(
      'goes to none that is not called, as %s',
      async (location) => {
        const { seen, url } = await chain(() => location);
        const { forGood, message } = await failure(following.get({ url: url(1), headers: {} }));
        expect([forGood, message]).toEqual([false, 'answered 308: addresses of this kind are not called']);
        expect(seen.length).toBe(1);
      },
    );
  });

  it('that denies private addresses calls none, by whatever name, though it is sent there', async () => {
    const guard = createAddressGuard({ denyPrivate: true });
    const strict = createSender({ connectTimeoutMs: 5000, timeoutMs: 5000, redirects: 3, guard });
    onTestFinished(() => strict.close());
    const { port, connections } = await startHttp((_, response) => void response.end());
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '0.0.0.0']) {
      const url = `http://${host}:${port}/`;
      expect(strict.mayCall(url)).toBe(false);
      expect((await failure(strict.get({ url, headers: {} }))).forGood).toBe(true);
    }
    const resolve = ((_: string, __: object, callback: (error: null, all: object[]) => void) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }])) as typeof lookup;
    const fooled = createSender({
      ...{ connectTimeoutMs: 5000, timeoutMs: 5000 },
      guard: createAddressGuard({ denyPrivate: true, resolve }),
    });
    onTestFinished(() => fooled.close());
    const { message } = await failure(fooled.get({ url: `http://lms.example.com:${port}/`, headers: {} }));
    expect(message).toBe('addresses of this kind are not called');
    expect(connections()).toBe(0);
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
      expect(sender.mayCall(url)).toBe(false);
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
