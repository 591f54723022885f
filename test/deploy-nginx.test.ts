import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { selfSigned } from './helpers/certificate.ts';
import { startChild } from './helpers/child.ts';
import { freePort, root, tempDir, waitForAnswer } from './helpers/index.ts';
import { findProgram, hasProgram } from './helpers/programs.ts';

let place: string;
beforeEach(async () => {
  const directory = await tempDir();
  onTestFinished(() => directory.remove());
  place = directory.path;
});

/** Has the image's `start` make the configuration, and nginx check it. */
function start(here: string, env: Record<string, string> = {}) {
  // nginx lies in /usr/sbin, which is not on everybody's PATH.
  const own = { PATH: `${process.env['PATH']}:/usr/sbin:/sbin`, NGINX_PORT: '8080', NGINX_SSL_PORT: '8443' };
  return spawnSync('sh', [join(here, 'start'), '--test'], {
    env: { ...own, ...env },
    encoding: 'utf8',
    cwd: place,
  });
}

/** The variables of the image that choose among the templates. */
const variants = {
  plain: {},
  HTTPS: { NGINX_SSL: 'true', URL_HOST: 'sl.example.com' },
  'behind a proxy': { NGINX_BEHIND_PROXY: 'true' },
  'recordings only': { NGINX_RECORDINGS_ONLY: 'true', RECORDING_PLAYBACK_FORMATS: 'video:slides-v2' },
  'HTTPS, recordings only, tenants by a header': {
    ...{
      NGINX_SSL: 'yes',
      URL_HOST: 'sl.example.com',
      NGINX_RECORDINGS_ONLY: '1',
      TENANT_HEADER: 'X-Tenant',
    },
  },
  'an API that is no name': { SCALELITE_API_HOST: 'fd00::7', SCALELITE_API_PORT: '3001', NGINX_PORT: '8080' },
  'an API on this machine': { SCALELITE_API_HOST: 'localhost' },
} satisfies Record<string, Record<string, string>>;

/** What the image has at /srv/nginx, made to write below the test's own directory. */
function nginxFiles(): string {
  const here = join(place, 'nginx');
  cpSync(join(root, 'deploy/nginx'), here, { recursive: true });
  for (const file of readdirSync(here)) {
    const text = readFileSync(join(here, file), 'utf8');
    const moved = text
      .replaceAll('/tmp/nginx', join(place, 'made'))
      .replaceAll('/srv/playback', join(place, 'playback'));
    writeFileSync(join(here, file), moved);
  }
  return here;
}

function makeCertificate(): Record<string, string> {
  const { cert, key } = selfSigned('sl.example.com');
  const live = join(place, 'ssl/live/sl.example.com');
  mkdirSync(live, { recursive: true });
  writeFileSync(join(live, 'fullchain.pem'), cert);
  writeFileSync(join(live, 'privkey.pem'), key);
  return { NGINX_CERTIFICATES: join(place, 'ssl') };
}

const made = (file: string): string => readFileSync(join(place, 'made', file), 'utf8');

describe.skipIf(!hasProgram('nginx'))('the nginx templates', () => {
  it.each(Object.entries(variants))('%s: are such as nginx takes', (_title, env) => {
    const here = nginxFiles();
    const told = start(here, { ...makeCertificate(), ...env });
    expect([told.status, told.stderr]).toEqual([0, '']);
    expect(made('site.conf') + made('locations.conf') + made('forwarded.conf')).not.toMatch(
      /@[A-Z_]+@|#ipv6/,
    );
  });

  it('serve the player for presentations where the image has it', () => {
    const here = nginxFiles();
    mkdirSync(join(place, 'playback/presentation/2.3'), { recursive: true });
    const told = start(here);
    expect([told.status, told.stderr]).toEqual([0, '']);
    expect(made('locations.conf')).toContain('location ^~ /playback/presentation/2.3/');
  });

  it('take only values that can not add to the configuration, and say which one did', () => {
    const here = nginxFiles();
    const wrong = {
      URL_HOST: 'x;return 200',
      SCALELITE_API_HOST: 'api/',
      SCALELITE_API_PORT: '3000;',
      RECORDING_PLAYBACK_FORMATS: 'a|.*',
      TENANT_HEADER: 'X "y"',
      RECORDING_PUBLISH_DIR: '/a b',
    };
    for (const [name, value] of Object.entries(wrong)) {
      const told = start(here, { [name]: value });
      expect([told.status, told.stderr]).toEqual([1, `ERROR: ${name} is not allowed to be '${value}'\n`]);
    }
    const told = start(here, { NGINX_SSL: 'true' });
    expect([told.status, told.stderr]).toEqual([
      1,
      expect.stringMatching(/^ERROR: NGINX_SSL needs URL_HOST/),
    ]);
  });

  it('tell the API of the client what nobody but the client’s proxy may say', () => {
    const here = nginxFiles();
    start(here, { TENANT_HEADER: 'X-Tenant' });
    expect(made('forwarded.conf')).toMatch(/X-Forwarded-For \$remote_addr;[\s\S]*X-Tenant "";/);
    start(here, { TENANT_HEADER: 'X-Tenant', NGINX_BEHIND_PROXY: 'true' });
    expect(made('forwarded.conf')).toMatch(/X-Forwarded-For \$proxy_add_x_forwarded_for;/);
    expect(made('forwarded.conf')).not.toContain('X-Tenant');
  });
});

/** An API that answers with the path and the Host it was asked for; returns its port. */
async function startEcho(): Promise<string> {
  const port = await freePort();
  const server = createServer(({ url, headers }, response) => response.end(`${url} ${headers.host}`));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return String(port);
}

/** nginx as the image has it, before that API; returns its port. */
async function startNginx(env: Record<string, string> = {}): Promise<number> {
  const port = await freePort();
  const api = { SCALELITE_API_HOST: '127.0.0.1', SCALELITE_API_PORT: await startEcho() };
  const here = nginxFiles();
  start(here, { NGINX_PORT: String(port), ...api, ...env });
  const child = await startChild(findProgram('nginx'), ['-c', join(here, 'nginx.conf'), '-g', 'daemon off;']);
  onTestFinished(async () => void (await child.stop()));
  await waitForAnswer(`http://127.0.0.1:${port}/nginx-health`);
  return port;
}

/** A path as it stands: `fetch` would tidy it. */
function ask(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, path, headers: { host: 'sl.example.com' } }, (response) => {
      response.setEncoding('utf8').once('data', (text: string) => {
        resolve(response.statusCode === 200 ? text : String(response.statusCode));
      });
    }).once('error', reject);
  });
}

describe.skipIf(!hasProgram('nginx'))('nginx, as the image runs it,', () => {
  it('passes paths on as they are written, and metrics to nobody', async () => {
    const port = await startNginx();
    for (const path of ['/', '/bigbluebutton/api/create?name=a/../b', '/video/%C3%A4%20b/', '/a..b/..c'])
      expect(await ask(port, path)).toBe(`${path} sl.example.com`);
    for (const path of ['/metrics', '/metrics/', '//metrics', '/%6detrics?x'])
      expect([path, await ask(port, path)]).toEqual([path, '404']);
  });

  it('does not let a path lead to where it may not begin', async () => {
    const port = await startNginx({ NGINX_RECORDINGS_ONLY: 'true' });
    for (const path of ['/recording/x/video', '/t/a/video/x/', '/playback/video/x/'])
      expect(await ask(port, path)).toBe(`${path} sl.example.com`);
    expect(await ask(port, '/admin/')).toBe('404');
    for (const path of ['/admin/../recording/x', '/admin/%2e./recording/x', '/admin/%2E%2e%2Frecording/x'])
      expect([path, await ask(port, path)]).toEqual([path, '400']);
  });

  it('answers a health check that names no host', async () => {
    const socket = connect(await startNginx(), '127.0.0.1');
    socket.setEncoding('utf8');
    socket.write('GET /readyz HTTP/1.0\r\n\r\n');
    let text = '';
    for await (const piece of socket) text += piece;
    expect(text).toMatch(/^HTTP\/1.1 200 [\s\S]*\/readyz 127\.0\.0\.1$/);
  });
});
