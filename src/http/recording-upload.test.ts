import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../test/helpers/index.ts';
import { openPool } from '../../test/helpers/pool.ts';
import { signJwt } from '../bbb/jwt.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import { openSpool } from '../store/files/spool.ts';
import { createRecordingUpload, type UploadDeps } from './recording-upload.ts';

const MAX = 100_000;

async function start(change: Partial<UploadDeps> = {}) {
  const directory = join((await tempDir()).path, 'spool');
  const { store } = await openPool({ servers: 2 });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const own = { store, config: { recordingMaxBytes: MAX }, now: Date.now, log };
  const upload = createRecordingUpload({ ...own, spool: openSpool(directory), ...change });
  const server = createServer((message, response) => void upload(message, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const secret = (await store.servers.list())[1]?.secret ?? '';
  const url = `http://127.0.0.1:${port}/`;
  const send = async (
    token: string | undefined,
    body: string | ReadableStream = 'a tar',
    method = 'POST',
  ) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url, {
      method,
      headers,
      ...(method === 'POST' && { body, duplex: 'half' }),
    });
    return {
      status: response.status,
      body: (await response.json()) as Record<string, unknown>,
      headers: response.headers,
    };
  };
  const there = () => (existsSync(directory) ? readdirSync(directory) : []);
  return {
    directory,
    port,
    send,
    there,
    token: (claims: object) => signJwt({ exp: soon(), ...claims }, secret, 'HS256'),
    secret,
  };
}

function soon(seconds = 600): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

describe('the upload of a recording', () => {
  it('puts the tar into the spool, under the recording’s name', async () => {
    const { send, token, directory } = await start();
    const { status, body } = await send(token({ record_id: 'rec-1' }), 'the tar');
    expect([status, body]).toEqual([201, { record_id: 'rec-1', bytes: 7 }]);
    expect(readdirSync(directory)).toEqual(['rec-1.tar']);
    expect(readFileSync(join(directory, 'rec-1.tar'), 'utf8')).toBe('the tar');
  });

  it('is refused without a token of a known server that runs out within a day', async () => {
    const { send, token, secret, there } = await start();
    const record_id = 'rec-1';
    const refused = [
      undefined,
      'nonsense',
      signJwt({ exp: soon(), record_id }, 'another secret', 'HS256'),
      signJwt({ exp: soon(), record_id }, secret, 'HS512'),
      signJwt({ record_id }, secret, 'HS256'),
      token({ record_id, exp: soon(-1) }),
      token({ record_id, exp: soon(25 * 3600) }),
      token({ record_id, exp: 'never' }),
    ];
    for (const one of refused) {
      const { status, body, headers } = await send(one);
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(body).toEqual({ error: 'The token is missing, wrong or has run out' });
    }
    expect(there()).toEqual([]);
  });

  it('needs a name that a recording can have', async () => {
    const { send, token, there } = await start();
    for (const record_id of ['../x', '..', 'a/b', '', 'ü', 7, undefined]) {
      expect((await send(token({ record_id }))).status).toBe(400);
    }
    expect(there()).toEqual([]);
  });

  it('takes the place of none that waits already', async () => {
    const { send, token, directory } = await start();
    await send(token({ record_id: 'r' }), 'first');
    expect((await send(token({ record_id: 'r' }), 'second')).status).toBe(409);
    expect(readFileSync(join(directory, 'r.tar'), 'utf8')).toBe('first');
  });

  it('is refused when it is too large, whether it says so or not', async () => {
    const { send, token, there } = await start();
    const large = 'x'.repeat(MAX + 1);
    const said = await send(token({ record_id: 'r' }), large);
    expect([said.status, said.body['error']]).toEqual([413, expect.stringContaining(String(MAX))]);
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(large));
        controller.close();
      },
    });
    expect((await send(token({ record_id: 'r' }), chunked)).status).toBe(413);
    expect(there()).toEqual([]);
  });

  it('leaves nothing of one that breaks off', async () => {
    const { port, token, there } = await start();
    const socket = connect(port, '127.0.0.1');
    const head = `POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token({ record_id: 'r' })}\r\nContent-Length: 5000\r\n\r\n`;
    socket.write(`${head}${'x'.repeat(1000)}`);
    await expect.poll(() => there().length).toBe(1);
    socket.destroy();
    await expect.poll(there).toEqual([]);
  });

  it('ends a connection whose body nobody wants', async () => {
    const { port } = await start();
    const sending = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': 1e9 } });
    sending.write('x');
    const answer = new Promise<number | undefined>((resolve) =>
      sending.on('response', (got) => resolve(got.statusCode)),
    );
    sending.on('error', () => {});
    expect(await answer).toBe(401);
    await new Promise((resolve) => sending.on('close', resolve));
  });

  it('says when there is no room, no store or no such thing', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const { send, token } = await start({ spool: { receive: () => Promise.reject(full) } });
    expect(await send(token({ record_id: 'r' }))).toMatchObject({
      status: 507,
      body: { error: expect.any(String) },
    });
    expect((await send(undefined, '', 'GET')).status).toBe(405);
    const disabled = await start({ spool: undefined });
    expect((await disabled.send(disabled.token({ record_id: 'r' }))).status).toBe(403);
    const down = { servers: { list: () => Promise.reject(new StoreUnavailable('gone')) } };
    const lost = await start({ store: down });
    expect((await lost.send(lost.token({ record_id: 'r' }))).status).toBe(503);
  });
});
