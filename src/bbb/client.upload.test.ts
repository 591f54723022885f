import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../test/helpers/ports.ts';
import { startHttp, startTcp } from '../../test/helpers/servers.ts';
import { cutChecksum, isSigned } from './checksum.ts';
import { createBbbClient, type StreamedBody } from './client.ts';
import { upload } from './upload.ts';

const ANSWER = '<response><returncode>SUCCESS</returncode></response>';
const PIECE = Buffer.alloc(64 * 1024, 'slides ');

async function send(
  port: number,
  content: Readable,
  options: { length?: number; responseTimeoutMs?: number; scheme?: string } = {},
): Promise<Buffer> {
  const { length, responseTimeoutMs = 5000, scheme = 'http' } = options;
  const client = createBbbClient({ hash: 'SHA256', connectTimeoutMs: 1000, responseTimeoutMs });
  onTestFinished(() => client.close());
  const server = { id: 'bbb1', url: `${scheme}://127.0.0.1:${port}/api`, secret: 'secret', online: true };
  const body: StreamedBody = { type: 'application/xml', content, ...(length && { length }) };
  return await client.call(server, { call: 'create', params: [{ name: 'meetingID', value: '1' }], body });
}

/** Reads each body whole and keeps what it got. */
async function reading(answer: RequestListener = (_, response) => void response.end(ANSWER)) {
  const got: { method?: string; url?: string; type?: string; length?: string; bytes: number }[] = [];
  const server = await startHttp(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const type = headers['content-type'] ?? '';
    const length = headers['content-length'] ?? headers['transfer-encoding'] ?? '';
    let bytes = 0;
    for await (const piece of request) bytes += piece.length;
    got.push({ method, url, type, length, bytes });
    answer(request, response);
  });
  return { ...server, got };
}

/** `count` pieces, made as they are asked for. */
function slides(count: number): Readable & { taken: number } {
  const source = Object.assign(new Readable({ read }), { taken: 0 });
  function read(): void {
    source.push(source.taken++ < count ? PIECE : null);
  }
  return source;
}

describe('a body', () => {
  it('is posted as it is, with the signed parameters in the address', async () => {
    const server = await reading();
    const body = await send(server.port, slides(3), { length: 3 * PIECE.length });
    expect(body.toString()).toBe(ANSWER);
    const [got] = server.got;
    expect(got).toMatchObject({ method: 'POST', type: 'application/xml', bytes: 3 * PIECE.length });
    expect(got?.length).toBe(String(3 * PIECE.length));
    const { given, signed } = cutChecksum(got?.url?.split('?')[1] ?? '');
    expect(signed).toBe('meetingID=1');
    expect(isSigned(given, 'create', signed, ['secret'], ['SHA256'])).toBe(true);
  });

  it('of unknown length goes out in chunks', async () => {
    const server = await reading();
    await send(server.port, slides(2));
    expect(server.got[0]).toMatchObject({ length: 'chunked', bytes: 2 * PIECE.length });
  });

  it('of 50 MB is taken no faster than the server takes it', async () => {
    let ahead = 0;
    const source = slides(800);
    const server = await startHttp(async (request, response) => {
      let bytes = 0;
      await sleep(200);
      for await (const piece of request) {
        ahead = Math.max(ahead, source.taken * PIECE.length - bytes);
        bytes += piece.length;
      }
      response.end(String(bytes));
    });
    expect((await send(server.port, source)).toString()).toBe(String(800 * PIECE.length));
    // What the kernel keeps of a connection on the loopback, 10 MB at most, and little more.
    expect(ahead).toBeLessThan(15 * 1024 * 1024);
  });

  it('is left alone by a server that refuses, and goes to the next one whole', async () => {
    const server = await reading();
    const source = slides(20);
    await expect(send(await freePort(), source)).rejects.toMatchObject({
      kind: 'notSent',
      reason: 'refused',
    });
    expect(source).toMatchObject({ taken: 0, destroyed: false });
    await send(server.port, source);
    expect(server.got[0]?.bytes).toBe(20 * PIECE.length);
  });

  it('is left alone by a server that never connects, and goes to the next one whole', async () => {
    const silent = await startTcp(() => {});
    const server = await reading();
    const source = slides(20);
    const failed = send(silent.port, source, { scheme: 'https' });
    await expect(failed).rejects.toMatchObject({ kind: 'notSent', reason: 'connectTimeout' });
    expect(source).toMatchObject({ taken: 0, destroyed: false });
    await send(server.port, source);
    expect(server.got[0]?.bytes).toBe(20 * PIECE.length);
  });

  it('is left alone when the connection comes after all waiting for it has ended', async () => {
    const source = slides(1);
    const watch = { settled: true, waitingForServer() {}, waitingForSource() {}, sourceFailed() {} };
    upload(source, watch).read(0);
    await setImmediate();
    expect(source.taken).toBe(0);
  });

  it('may come as slowly as its sender likes', async () => {
    const server = await reading();
    const source = new PassThrough();
    const sent = send(server.port, source, { responseTimeoutMs: 500 });
    for (let n = 0; n < 3; n++) {
      await sleep(600);
      source.write('slides');
    }
    source.end();
    expect((await sent).toString()).toBe(ANSWER);
    expect(server.got[0]?.bytes).toBe(18);
  });

  it.each([
    ['more than fits on the way', 400],
    ['so little that all of it is handed over', 1],
  ])('that a server takes nothing of is given up: %s', async (_, pieces) => {
    const deaf = await startTcp((socket) => void socket.pause());
    const source = slides(pieces);
    const failed = send(deaf.port, source, { responseTimeoutMs: 300 });
    await expect(failed).rejects.toMatchObject({ kind: 'answerLost', reason: 'timeout' });
    expect(source.destroyed && !source.readableEnded).toBe(false);
  });

  it('that is taken but not yet gone is the server to wait for, not the source', async () => {
    const told: string[] = [];
    const watch = {
      settled: false,
      waitingForServer: () => void told.push('server'),
      waitingForSource: () => void told.push('source'),
      sourceFailed() {},
    };
    // As undici does when the connection is full: it takes no more, and does not see the end.
    const body = upload(Readable.from([Buffer.from('slides')]), watch);
    body.on('data', () => body.pause());
    await expect.poll(() => told).toEqual(['source', 'server', 'source', 'server']);
  });

  it('that breaks off fails the call, and no server is to blame', async () => {
    const hungUp = Promise.withResolvers<void>();
    const server = await startHttp((request) => {
      request.on('data', () => source.destroy()).on('close', () => hungUp.resolve());
    });
    const source = new PassThrough();
    source.write('slides');
    const failed = send(server.port, source);
    await expect(failed).rejects.toMatchObject({ kind: 'answerLost', reason: 'aborted' });
    await hungUp.promise;
  });

  it('that broke off before fails the call', async () => {
    const server = await reading();
    const source = new PassThrough();
    source.destroy();
    await expect(send(server.port, source)).rejects.toMatchObject({ reason: 'aborted' });
  });

  it('need not be read to the end to be answered', async () => {
    const server = await startHttp((_, response) => void response.end(ANSWER));
    const source = new PassThrough();
    source.write('slides');
    expect((await send(server.port, source)).toString()).toBe(ANSWER);
    expect(source.destroyed).toBe(false);
  });

  it('that goes on and on does not let the answer to it trickle in for ever', async () => {
    const server = await startHttp((_, response) => {
      const timer = setInterval(() => response.write('<a/>'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const source = new PassThrough();
    const timer = setInterval(() => source.write('slides'), 50);
    onTestFinished(() => clearInterval(timer));
    const failed = send(server.port, source, { responseTimeoutMs: 300 });
    await expect(failed).rejects.toMatchObject({ kind: 'answerLost', reason: 'timeout' });
  });

  it('lost on the way is not destroyed: its sender can still be answered', async () => {
    const server = await startHttp(({ socket }) => void socket.resetAndDestroy());
    const source = slides(400);
    const failed = send(server.port, source);
    await expect(failed).rejects.toMatchObject({ kind: 'answerLost', reason: 'reset' });
    expect(source.destroyed).toBe(false);
    source.resume();
    await once(source, 'end');
  });
});
