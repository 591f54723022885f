import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksum } from '../../src/bbb/checksum.ts';
import { type Balancer, SECRET, sign, startBalancer } from './balancer.ts';

const API = '/bigbluebutton/api';
const HOST = 'Host: 127.0.0.1\r\n';
/** Tells that the connection goes on. */
const NEXT = `GET /healthz HTTP/1.1\r\n${HOST}\r\n`;

describe('a connection of a client', () => {
  let pool: Balancer;
  beforeAll(async () => {
    const env = { URL_HOST: '127.0.0.1', RESPONSE_TIMEOUT: '1', LOG_LEVEL: 'info' };
    pool = await startBalancer({ fleet: { servers: 1 }, env });
  });
  afterAll(() => pool.close());

  /** Sends these bytes and reads until an answer to NEXT has come, or the connection is closed. */
  function talk(...parts: readonly (string | Promise<unknown>)[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(pool.origin).port), '127.0.0.1');
      let heard = '';
      socket.on('data', (chunk) => {
        heard += chunk;
        if (heard.endsWith('ok\n')) socket.end();
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(heard));
      void (async () => {
        for (const part of parts) {
          if (typeof part === 'string') socket.write(part);
          else await part;
        }
      })();
    });
  }

  function post(path: string, type: string, body: string, chunked = false): string {
    const head = `POST ${API}/${path} HTTP/1.1\r\n${HOST}Content-Type: ${type}\r\n`;
    if (!chunked) return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const size = Buffer.byteLength(body).toString(16);
    return `${head}Transfer-Encoding: chunked\r\n\r\n${size}\r\n${body}\r\n0\r\n\r\n`;
  }

  const large = 'x'.repeat(300_000);
  const tooLarge = 'x'.repeat(11 * 1024 * 1024);
  const field = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

  it.each([
    ['of a type that is not taken', 'unsupportedContentType', post('create', 'application/json', large)],
    ['the same, in chunks', 'unsupportedContentType', post('create', 'application/json', large, true)],
    ['that nobody signed', 'checksumError', post('create?meetingID=x', 'text/xml', large, true)],
    ['too large a form', 'sizeError', post('create', 'application/x-www-form-urlencoded', tooLarge)],
    [
      'too large a multipart form',
      'sizeError',
      post('create', 'multipart/form-data; boundary=b', `${field('a', tooLarge)}--b--\r\n`),
    ],
    [
      'half a multipart form',
      'unsupportedContentType',
      post('create', 'multipart/form-data; boundary=b', field('a', 'b')),
    ],
  ])('goes on after a body was refused: %s', async (_, key, request) => {
    const heard = await talk(request, NEXT);
    expect(heard).toContain(`<messageKey>${key}</messageKey>`);
    expect(heard).toMatch(/\r\nok\n$/);
  });

  it('goes on after a server has refused slides that were still on their way', async () => {
    const [server] = pool.fleet.servers;
    expect(await pool.call('create', { meetingID: 'room', name: 'A room' })).toMatchObject({
      returncode: 'SUCCESS',
    });
    for (const kind of ['reset', 'refuse', 'hang'] as const) {
      await server?.fault(kind);
      const query = sign('insertDocument', { meetingID: 'room' }, SECRET);
      const request = post(`insertDocument?${query}`, 'application/xml', large.repeat(20), true);
      const half = request.length / 2;
      const pause = new Promise((resolve) => setTimeout(resolve, 200));
      const heard = await talk(request.slice(0, half), pause, request.slice(half), NEXT);
      expect(heard, kind).toContain('Unable to insert document on server.');
      expect(heard, kind).toMatch(/\r\nok\n$/);
    }
    await server?.fault('none');
  });

  it('takes a form of very many fields whole', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => field(`p${i}`, 'v')).join('');
    const body = `${many}${field('meetingID', 'many fields')}${field('name', 'A room')}--b--\r\n`;
    const query = `checksum=${checksum('SHA256', 'create', '', SECRET)}`;
    const heard = await talk(post(`create?${query}`, 'multipart/form-data; boundary=b', body), NEXT);
    expect(heard).toContain('<returncode>SUCCESS</returncode>');
    expect(pool.fleet.servers[0]?.requests('create').at(-1)?.params.length).toBeGreaterThan(20_000);
  });

  it('answers requests that were sent ahead in their order', async () => {
    const heard = await talk(
      `GET ${API} HTTP/1.1\r\n${HOST}\r\n`,
      `GET ${API}/create HTTP/1.1\r\n${HOST}\r\n`,
      NEXT,
    );
    expect(heard).toMatch(/<version>2.0[\s\S]*checksumError[\s\S]*\r\nok\n$/);
  });

  it('is not served when it names two hosts', async () => {
    const twice = `GET ${API} HTTP/1.1\r\n${HOST}Host: evil.example.com\r\nConnection: close\r\n\r\n`;
    expect(await talk(twice)).toMatch(/^HTTP\/1.1 403 /);
  });

  it('of an old client is closed after its answer', async () => {
    expect(await talk(`GET /healthz HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each([
    '/bigbluebutton/api',
    '/bigbluebutton/api/join',
    '/bigbluebutton/api/getRecordingTextTracks',
    '/scalelite/api/docs',
    '/scalelite/api/openapi.json',
    '/scalelite/api/servers',
    '/scalelite/api/getServers',
    '/scalelite/api/recordings/upload',
    '/admin',
    '/recording/unknown/video',
    '/metrics',
    '/healthz',
    '/elsewhere',
  ])('is told to run and load nothing that is not meant to: %s', async (path) => {
    const { headers } = await fetch(`${pool.origin}${path}`, { headers: { accept: 'text/html' } });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });

  it('that speaks no HTTP is told so', async () => {
    expect(await talk('\x16\x03\x01\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(await talk(`GET ${API}/create?name=Übung HTTP/1.1\r\n${HOST}\r\n`)).toMatch(/^HTTP\/1.1 400 /);
    expect(
      await talk(`GET / HTTP/1.1\r\n${HOST}X: ${'x'.repeat(200_000)}\r\n\r\n`).catch(() => '431'),
    ).toMatch('431');
  });

  it('that breaks off before the slides it announced makes no meeting', async () => {
    const calls = () => pool.process.stdout.text().split('"call":"create"').length;
    const before = calls();
    const query = sign('create', { meetingID: 'never', name: 'A room' }, SECRET);
    const socket = connect(Number(new URL(pool.origin).port), '127.0.0.1');
    const head = `POST ${API}/create?${query} HTTP/1.1\r\n${HOST}Content-Type: application/xml\r\n`;
    await new Promise((resolve) => socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`, resolve));
    socket.destroy();
    await expect.poll(calls).toBeGreaterThan(before);
    expect(pool.fleet.servers[0]?.room('never')).toBeUndefined();
    expect(await pool.home('never')).toBeUndefined();
  });
});
