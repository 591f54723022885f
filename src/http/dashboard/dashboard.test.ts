import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../test/helpers/index.ts';
import { readTarget } from '../target.ts';
import { createDashboard, isDashboardPath } from './dashboard.ts';

const SCRIPT = 'console.log("here")';

async function serve({ built = true, dashboardDisabled = false, below = '' } = {}) {
  const { path, remove } = await tempDir();
  const directory = join(path, below);
  if (built) await build(directory, 'first');
  const dashboard = createDashboard({ config: { dashboardDisabled }, directory });
  const server = createServer((message, response) => {
    void dashboard(message, readTarget(message.url ?? ''), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await remove();
  });
  const { port } = server.address() as AddressInfo;
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  return { get, port, directory };
}

async function build(directory: string, title: string): Promise<void> {
  await mkdir(join(directory, 'assets'), { recursive: true });
  await writeFile(join(directory, 'index.html'), `<title>${title}</title>`);
  await writeFile(join(directory, 'assets', 'index-1.js'), SCRIPT);
  await writeFile(join(directory, 'assets', 'index-1.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(directory, 'assets', 'index-1.js.gz'), gzipSync(SCRIPT));
  await writeFile(join(directory, 'secret.txt'), 'not to be served');
}

/** Sends the path as it stands; fetch would tidy it. */
function raw(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('the dashboard', () => {
  it('has /admin and what lies below', () => {
    expect(['/admin', '/admin/servers', '/admin/assets/a.js'].every(isDashboardPath)).toBe(true);
    expect(['', '/administer', '/bigbluebutton/api', '/scalelite/api'].some(isDashboardPath)).toBe(false);
  });

  it('lets browsers keep only what never changes, wherever it is installed', async () => {
    const { get } = await serve({ below: 'assets/dashboard' });
    const [start, script] = await Promise.all([get('/admin'), get('/admin/assets/index-1.js')]);
    expect(start.headers.get('cache-control')).toBe('no-cache');
    expect(script.headers.get('cache-control')).toContain('immutable');
  });

  it('answers each of its addresses with its start page, under a policy that lets nothing else in', async () => {
    const { get } = await serve();
    for (const path of ['/admin', '/admin/', '/admin/servers/bbb1.example.com']) {
      const page = await get(path);
      expect(page.status).toBe(200);
      expect(await page.text()).toBe('<title>first</title>');
      expect(page.headers.get('cache-control')).toBe('no-cache');
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|\*|http/);
      expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('keeps files for good whose names tell what is in them, compressed as the browser likes it', async () => {
    const { get } = await serve();
    for (const coding of ['br', 'gzip']) {
      const script = await get('/admin/assets/index-1.js', {
        headers: { 'accept-encoding': `x, ${coding}` },
      });
      expect(script.headers.get('content-encoding')).toBe(coding);
      expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(await script.text()).toBe(SCRIPT);
    }
    const plain = await get('/admin/assets/index-1.js', {
      headers: { 'accept-encoding': 'br;q=0, gzip;q=0.0' },
    });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(SCRIPT);
  });

  it('sends nothing twice', async () => {
    const { get } = await serve();
    const etag = (await get('/admin')).headers.get('etag') ?? '';
    const again = await get('/admin', { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect(again.status).toBe(304);
    expect((await get('/admin', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('knows no other files than its own', async () => {
    const { get, port } = await serve();
    expect((await get('/admin/assets/index-2.js')).status).toBe(404);
    expect(await (await get('/admin/secret.txt')).text()).toBe('<title>first</title>');
    for (const path of [
      '/admin/assets/../../secret.txt',
      '/admin/assets/%2e%2e/secret.txt',
      '/admin/assets/..%2fsecret.txt',
    ])
      expect(await raw(port, path)).toBe(404);
  });

  it('is that which was built last', async () => {
    const { get, directory } = await serve();
    expect(await (await get('/admin')).text()).toBe('<title>first</title>');
    await build(directory, 'second');
    await utimes(join(directory, 'index.html'), 1, 2);
    expect(await (await get('/admin')).text()).toBe('<title>second</title>');
  });

  it('says how it is built when it is not, and is served once it is', async () => {
    const { get, directory } = await serve({ built: false });
    const page = await get('/admin');
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('npm run build');
    await build(directory, 'first');
    expect((await get('/admin')).status).toBe(200);
  });

  it('can be switched off, and takes no other methods', async () => {
    const off = await serve({ dashboardDisabled: true });
    expect((await off.get('/admin')).status).toBe(404);
    const on = await serve();
    expect((await on.get('/admin', { method: 'POST' })).status).toBe(405);
    const head = await on.get('/admin', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});
