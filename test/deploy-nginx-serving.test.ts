import { lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startChild } from './helpers/child.ts';
import { freePort, tempDir, waitForAnswer } from './helpers/index.ts';
import { makeConfiguration } from './helpers/nginx-image.ts';
import { findProgram, hasProgram } from './helpers/programs.ts';

let place: string;
beforeEach(async () => {
  const directory = await tempDir();
  onTestFinished(() => directory.remove());
  place = directory.path;
});

/** An API that answers with the path and the Host it was asked for, or leaves a file to nginx; returns its port. */
async function startEcho(): Promise<string> {
  const port = await freePort();
  const server = createServer(({ url = '', headers }, response) => {
    if (url.startsWith('/video/x/')) response.setHeader('x-accel-redirect', `/static-resource${url}`);
    response.end(`${url} ${headers.host}`);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return String(port);
}

/** nginx as the image has it, before that API; returns its port. */
async function startNginx(env: Record<string, string> = {}): Promise<number> {
  const port = await freePort();
  const api = { SCALELITE_API_HOST: '127.0.0.1', SCALELITE_API_PORT: await startEcho() };
  makeConfiguration(place, { NGINX_PORT: String(port), ...api, ...env });
  // Started as root it would answer as a user who can not look into this directory.
  if (process.getuid?.() === 0) writeFileSync(join(place, 'made/main.conf'), 'user root;\n');
  const configuration = join(place, 'nginx/nginx.conf');
  const child = await startChild(findProgram('nginx'), ['-c', configuration, '-g', 'daemon off;']);
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

  it('sends what is published, and nothing that a link leads to elsewhere', async () => {
    const recording = join(place, 'published/video/x');
    mkdirSync(recording, { recursive: true });
    writeFileSync(join(recording, 'a b%41.txt'), 'published');
    symlinkSync('/etc/passwd', join(recording, 'link.txt'));
    if (process.getuid?.() === 0) lchownSync(join(recording, 'link.txt'), 1000, 1000);
    const port = await startNginx({ RECORDING_PUBLISH_DIR: join(place, 'published') });
    expect(await ask(port, '/video/x/a%20b%2541.txt')).toBe('published');
    const { headers } = await fetch(`http://127.0.0.1:${port}/video/x/a%20b%2541.txt`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(await ask(port, '/video/x/link.txt')).toBe('403');
    expect(await ask(port, '/static-resource/video/x/a%20b%2541.txt')).toBe('404');
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
