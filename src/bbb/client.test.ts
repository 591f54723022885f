import { getEventListeners } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../test/helpers/ports.ts';
import { startHttp, startTcp } from '../../test/helpers/servers.ts';
import { checksum, cutChecksum, isSigned } from './checksum.ts';
import { type BbbClient, type ClientOptions, createBbbClient, type ServerTarget } from './client.ts';
import type { Params } from './query.ts';

const ANSWER = '<response><returncode>SUCCESS</returncode></response>';

function client(options: Partial<ClientOptions> = {}): BbbClient {
  const made = createBbbClient({
    hash: 'SHA256',
    connectTimeoutMs: 5000,
    responseTimeoutMs: 5000,
    ...options,
  });
  onTestFinished(() => made.close());
  return made;
}

function target(port: number, change: Partial<ServerTarget> = {}): ServerTarget {
  return {
    id: 'bbb1',
    url: `http://127.0.0.1:${port}/bigbluebutton/api`,
    secret: 'secret',
    online: true,
    ...change,
  };
}

/** Answers all, and keeps what it was asked. */
async function recording(answer: RequestListener = (_, response) => void response.end(ANSWER)) {
  const asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = await startHttp(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    answer(request, response);
  });
  return { ...server, asked };
}

const meeting: Params = [
  { name: 'meetingID', value: 'a b&c' },
  { name: 'empty', value: '' },
  { name: 'alone', value: undefined },
];

describe('a call', () => {
  it('is a GET, its parameters signed', async () => {
    const server = await recording();
    const body = await client().call(target(server.port), { call: 'end', params: meeting });
    expect(body.toString()).toBe(ANSWER);
    const { method, url = '' } = server.asked[0] ?? {};
    const [path, query = ''] = url.split('?');
    const { given, signed } = cutChecksum(query);
    expect([method, path, signed]).toEqual([
      'GET',
      '/bigbluebutton/api/end',
      'meetingID=a+b%26c&empty=&alone',
    ]);
    expect(isSigned(given, 'end', signed, ['secret'], ['SHA256'])).toBe(true);
  });

  it.each([
    ['/bigbluebutton/api', '/bigbluebutton/api/getMeetings'],
    ['/bigbluebutton/api/', '/bigbluebutton/api/getMeetings'],
    ['', '/getMeetings'],
    ['/', '/getMeetings'],
  ])('goes below the address of its server: %s', async (path, asked) => {
    const server = await recording();
    await client().call(target(server.port, { url: `http://127.0.0.1:${server.port}${path}` }), {
      call: 'getMeetings',
    });
    expect(server.asked[0]?.url).toBe(`${asked}?checksum=${checksum('SHA256', 'getMeetings', '', 'secret')}`);
  });

  it('asks for the top level unsigned', async () => {
    const server = await recording();
    await client().call(target(server.port), { call: '' });
    await client().call(target(server.port, { url: `http://127.0.0.1:${server.port}` }), { call: '' });
    expect(server.asked.map(({ url }) => url)).toEqual(['/bigbluebutton/api', '/']);
  });

  it('reaches servers by IPv6 and by name', async () => {
    const server = await startHttp((_, response) => void response.end(ANSWER), '::');
    for (const host of ['[::1]', 'localhost']) {
      const url = `http://${host}:${server.port}/bigbluebutton/api`;
      expect(await client().call(target(0, { url }), { call: '' })).toHaveLength(ANSWER.length);
    }
  });

  it('looks at neither status nor redirect', async () => {
    const server = await recording((_, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end('moved');
    });
    expect((await client().call(target(server.port), { call: 'end' })).toString()).toBe('moved');
    expect(server.asked).toHaveLength(1);
  });

  it('goes as a form when its address would grow too long', async () => {
    const server = await recording();
    const params = [{ name: 'name', value: 'ü '.repeat(1000) }];
    await client().call(target(server.port), { call: 'create', params });
    expect(server.asked[0]).toMatchObject({
      method: 'POST',
      url: `/bigbluebutton/api/create?checksum=${checksum('SHA256', 'create', '', 'secret')}`,
      body: `name=${'%C3%BC+'.repeat(1000)}`,
    });
    expect(server.asked[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('is signed with the hash it is told', async () => {
    const server = await recording();
    await client({ hash: 'SHA1' }).call(target(server.port), { call: 'end' });
    expect(server.asked[0]?.url).toMatch(/checksum=[0-9a-f]{40}$/);
  });

  it('joins a browser to the same server', () => {
    const url = client().joinUrl(target(80, { url: 'https://bbb.example.com:8443/api/' }), meeting);
    expect(url).toMatch(
      /^https:\/\/bbb\.example\.com:8443\/api\/join\?meetingID=a\+b%26c&empty=&alone&checksum=[0-9a-f]{64}$/,
    );
  });
});

describe('an answer', () => {
  const encoded = async (encoding: string, body: Uint8Array) => {
    const server = await startHttp((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(body);
    });
    return await client().call(target(server.port), { call: 'getMeetings' });
  };

  it.each([
    ['gzip', gzipSync(ANSWER)],
    ['x-gzip', gzipSync(ANSWER)],
    ['deflate', deflateSync(ANSWER)],
    ['br', brotliCompressSync(ANSWER)],
    ['Deflate , GZIP', gzipSync(deflateSync(ANSWER))],
    ['identity', Buffer.from(ANSWER)],
  ])('is unpacked from %s', async (encoding, body) => {
    expect((await encoded(encoding, body)).toString()).toBe(ANSWER);
  });

  it.each([
    ['gzip', Buffer.from(ANSWER)],
    ['gzip', gzipSync(ANSWER).subarray(0, 20)],
    ['unheard-of', Buffer.from(ANSWER)],
  ])('that is not %s after all is refused', async (encoding, body) => {
    await expect(encoded(encoding, body)).rejects.toMatchObject({
      kind: 'answerLost',
      reason: 'badEncoding',
    });
  });

  it('is read as it ends', async () => {
    const server = await recording();
    const read = (reader: (body: Buffer) => number) =>
      client().read(target(server.port), { call: 'getMeetings' }, reader);
    expect(await read((body) => body.length)).toBe(ANSWER.length);
    const unreadable = new Error('unreadable');
    await expect(
      read(() => {
        throw unreadable;
      }),
    ).rejects.toBe(unreadable);
  });

  it('that unpacks to more than 64 MB is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    await expect(encoded('gzip', bomb)).rejects.toMatchObject({ reason: 'tooLarge' });
  });

  it('of more than 64 MB is refused as it comes', async () => {
    const piece = Buffer.alloc(1024 * 1024);
    const server = await startHttp((_, response) => {
      const more = () => {
        while (response.write(piece));
      };
      response.on('drain', more);
      more();
    });
    const call = client({ responseTimeoutMs: 20_000 }).call(target(server.port), { call: 'getMeetings' });
    await expect(call).rejects.toMatchObject({ kind: 'answerLost', reason: 'tooLarge' });
  });

  it('may be empty', async () => {
    const server = await startHttp((_, response) => void response.writeHead(204).end());
    expect(await client().call(target(server.port), { call: 'end' })).toHaveLength(0);
  });
});

describe('connections', () => {
  it('are kept from call to call', async () => {
    const server = await recording();
    const calls = client();
    for (let n = 0; n < 20; n++) {
      await calls.call(target(server.port), { call: 'getMeetings' });
      await connectionFreed();
    }
    expect(server.connections()).toBe(1);
  });

  it('are bounded; calls wait for one another', async () => {
    const server = await startHttp(async (_, response) => {
      await sleep(20);
      response.end(ANSWER);
    });
    const calls = client();
    await Promise.all(
      Array.from({ length: 200 }, () => calls.call(target(server.port), { call: 'getMeetings' })),
    );
    expect(server.connections()).toBeLessThanOrEqual(64);
  });

  it('that are all taken are waited for no longer than for a new one; the call is then never sent', async () => {
    const release = Promise.withResolvers<void>();
    const server = await recording(async (_, response) => {
      await release.promise;
      response.end(ANSWER);
    });
    const calls = client({ connectTimeoutMs: 500 });
    const call = () => calls.call(target(server.port), { call: 'create' });
    const held = Array.from({ length: 64 }, call);
    await expect.poll(() => server.asked.length).toBe(64);
    await expect(call()).rejects.toMatchObject({ kind: 'notSent', reason: 'connectTimeout' });
    release.resolve();
    await Promise.all(held);
    await call();
    expect(server.asked).toHaveLength(65);
  });

  /** undici gives a connection back in the turn after its answer. */
  const connectionFreed = () => setImmediate();

  /** Answers the first request of each connection; drops the connection at the second, if `drops` lasts. */
  async function closing(drops: number) {
    let left = drops;
    const seen = new WeakSet<object>();
    return await recording((request, response) => {
      const known = seen.has(request.socket);
      seen.add(request.socket);
      if (!known && left >= 0) response.end(ANSWER);
      else if (left-- > 0) request.socket.destroy();
      else response.end(ANSWER);
    });
  }

  it.each(['', 'isMeetingRunning', 'getMeetingInfo', 'getMeetings'])(
    'that were closed while idle do not fail %s',
    async (call) => {
      const server = await closing(1);
      const calls = client();
      await calls.call(target(server.port), { call: 'getMeetings' });
      await connectionFreed();
      expect((await calls.call(target(server.port), { call })).toString()).toBe(ANSWER);
      expect([server.asked.length, server.connections()]).toEqual([3, 2]);
    },
  );

  it.each(['create', 'end', 'insertDocument', 'sendChatMessage'])(
    'that die under %s: it is never repeated',
    async (call) => {
      const server = await closing(1);
      const calls = client();
      await calls.call(target(server.port), { call: 'getMeetings' });
      await connectionFreed();
      const lost = { kind: 'answerLost', reason: 'reset' };
      await expect(calls.call(target(server.port), { call })).rejects.toMatchObject(lost);
      expect(server.asked).toHaveLength(2);
    },
  );

  it('are tried anew only once', async () => {
    const server = await recording(({ socket }) => void socket.destroy());
    const calls = client();
    await expect(calls.call(target(server.port), { call: 'getMeetings' })).rejects.toMatchObject({
      reason: 'reset',
    });
    // It was a fresh connection: the server means it.
    expect(server.asked).toHaveLength(1);
  });

  it('end with the client, and what is under way with them', async () => {
    const server = await startHttp(() => {});
    const calls = client();
    const waiting = calls.call(target(server.port), { call: 'getMeetings' });
    const lost = expect(waiting).rejects.toMatchObject({ kind: 'answerLost', reason: 'aborted' });
    await expect.poll(() => server.connections()).toBe(1);
    await calls.close();
    await lost;
    await calls.close();
    const late = calls.call(target(server.port), { call: 'getMeetings' });
    await expect(late).rejects.toMatchObject({ kind: 'notSent', reason: 'aborted' });
  });
});

describe('a server that can not be reached', () => {
  const failure = async (change: Partial<ServerTarget>, options: Partial<ClientOptions> = {}) =>
    await client(options)
      .call(target(1, change), { call: 'create', params: [{ name: 'moderatorPW', value: 'hidden' }] })
      .catch((error: unknown) => error);

  it('refuses: nothing was sent', async () => {
    expect(await failure({ url: `http://127.0.0.1:${await freePort()}/` })).toMatchObject({
      name: 'CallFailure',
      kind: 'notSent',
      reason: 'refused',
      serverId: 'bbb1',
      message: 'server bbb1: refused',
    });
  });

  it('refuses at every address of its name', async () => {
    const seen = await failure({ url: `http://localhost:${await freePort()}/` });
    expect(seen).toMatchObject({ kind: 'notSent', reason: 'refused' });
  });

  it('has no address', async () => {
    const url = `http://${'a'.repeat(64)}.invalid/bigbluebutton/api`;
    expect(await failure({ url })).toMatchObject({ kind: 'notSent', reason: 'dns' });
  });

  it.each(['notaurl', 'ftp://127.0.0.1/', '', 'http://', 'http://[::1'])(
    'has a bad address: "%s"',
    async (url) => {
      expect(await failure({ url })).toMatchObject({ kind: 'notSent', reason: 'badUrl' });
    },
  );

  it('takes too long to connect', async () => {
    const silent = await startTcp(() => {});
    const url = `https://127.0.0.1:${silent.port}/`;
    expect(await failure({ url }, { connectTimeoutMs: 100 })).toMatchObject({
      kind: 'notSent',
      reason: 'connectTimeout',
    });
  });

  it('does not keep secrets in the failure', async () => {
    const seen = await failure({ url: `http://user:hidden@127.0.0.1:${await freePort()}/` });
    expect(JSON.stringify(seen) + String(seen)).not.toMatch(/hidden|checksum|secret/);
  });
});

describe('a server that fails after it was asked', () => {
  const lose = async (
    act: (request: IncomingMessage, response: ServerResponse) => void,
    responseTimeoutMs = 500,
  ) => {
    const server = await recording(act);
    const failed = client({ responseTimeoutMs })
      .call(target(server.port), { call: 'create' })
      .catch((error: unknown) => error);
    const failure = await failed;
    expect(server.asked).toHaveLength(1);
    return failure;
  };
  const timeout = { kind: 'answerLost', reason: 'timeout' };

  it('hangs', async () => {
    expect(await lose(() => {})).toMatchObject(timeout);
  });

  it('hangs in the middle of its answer', async () => {
    const half = (_: unknown, response: ServerResponse) => void response.write('<response>');
    expect(await lose(half)).toMatchObject(timeout);
  });

  it('lets its answer trickle in: the whole of it is waited for only so long', async () => {
    const trickle = (_: unknown, response: ServerResponse) => {
      const timer = setInterval(() => response.write('<a/>'), 20);
      response.on('close', () => clearInterval(timer));
    };
    const started = performance.now();
    expect(await lose(trickle, 300)).toMatchObject(timeout);
    expect(performance.now() - started).toBeGreaterThan(250);
  });

  it('hangs up without a word', async () => {
    const hangUp = ({ socket }: IncomingMessage) => void socket.end();
    expect(await lose(hangUp, 5000)).toMatchObject({ kind: 'answerLost', reason: 'reset' });
  });

  it('resets the connection', async () => {
    const reset = ({ socket }: IncomingMessage) => void socket.resetAndDestroy();
    expect(await lose(reset, 5000)).toMatchObject({ kind: 'answerLost', reason: 'reset' });
  });

  it('hangs up in the middle of its answer', async () => {
    const cut = ({ socket }: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('<response>', () => socket.destroy());
    };
    expect(await lose(cut, 5000)).toMatchObject({ kind: 'answerLost', reason: 'truncated' });
  });

  it('does not speak HTTP', async () => {
    const server = await startTcp(
      (socket) => void socket.on('data', () => socket.write('SSH-2.0-OpenSSH_9.2\r\n')),
    );
    const failed = client().call(target(server.port), { call: 'create' });
    await expect(failed).rejects.toMatchObject({ kind: 'answerLost', reason: 'notHttp' });
  });

  it('while offline is waited for a tenth as long, but half a second at least', async () => {
    const silent = await startHttp(() => {});
    const started = performance.now();
    const failed = client({ responseTimeoutMs: 4900 }).call(target(silent.port, { online: false }), {
      call: 'end',
    });
    await expect(failed).rejects.toMatchObject(timeout);
    expect(performance.now() - started).toBeGreaterThan(480);
    expect(performance.now() - started).toBeLessThan(4850);
  });

  it('while offline is never waited for longer than one that is online', async () => {
    const tooLong = Promise.withResolvers<string>();
    // Later than the call's own time even when this process gets its turn late: timers ring in order.
    const silent = await startHttp(() => void setTimeout(() => tooLong.resolve('too long'), 400));
    const failed = client({ responseTimeoutMs: 100 }).call(target(silent.port, { online: false }), {
      call: 'end',
    });
    await expect(Promise.race([failed, tooLong.promise])).rejects.toMatchObject(timeout);
  });
});

describe('an abort signal', () => {
  it('that was given before keeps the call from being sent', async () => {
    const server = await recording();
    const call = client().call(target(server.port), { call: 'end', signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ kind: 'notSent', reason: 'aborted' });
    expect(server.connections()).toBe(0);
  });

  it('ends a call under way and hangs up on the server', async () => {
    const abort = new AbortController();
    const hungUp = Promise.withResolvers<void>();
    const server = await startHttp((request) => {
      request.socket.on('close', () => hungUp.resolve());
      abort.abort();
    });
    const call = client().call(target(server.port), { call: 'end', signal: abort.signal });
    await expect(call).rejects.toMatchObject({ kind: 'answerLost', reason: 'aborted' });
    await hungUp.promise;
  });

  it('that outlives its calls is let go of by them', async () => {
    const server = await recording();
    const { signal } = new AbortController();
    const calls = client();
    for (let n = 0; n < 20; n++) await calls.call(target(server.port), { call: 'end', signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
