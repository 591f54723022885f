import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readlink, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { expectNotFound, openSite, type Site, SOON } from './fixture.ts';

describe('a file of a recording', () => {
  const VIDEO = '0123456789'.repeat(10_000);

  async function openVideo(settings: Record<string, string> = {}): Promise<Site> {
    const site = await openSite(settings);
    await site.add({}, { 'index.html': '<p>page', 'video.mp4': VIDEO, 'a b/ä.txt': 'deep', empty: '' });
    return site;
  }

  it('is sent with its type, size and tags', async () => {
    const site = await openVideo();
    const { status, headers, body } = await site.get('/video/rec-1/video.mp4');
    expect([status, body === VIDEO]).toEqual([200, true]);
    expect(headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '100000',
      'accept-ranges': 'bytes',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
    expect(headers.etag).toMatch(/^"[0-9a-f]+-[0-9a-f]+"$/);
    expect(Date.parse(headers['last-modified'] ?? '')).not.toBeNaN();
    expect(headers['content-disposition']).toBeUndefined();
  });

  it('may have any name, and none', async () => {
    const site = await openVideo();
    expect((await site.get('/video/rec-1/a%20b/%C3%A4.txt')).body).toBe('deep');
    expect((await site.get('//video//rec-1//a%20b//%C3%A4.txt?x')).body).toBe('deep');
    const empty = await site.get('/video/rec-1/empty');
    expect([empty.status, empty.headers['content-length'], empty.body]).toEqual([200, '0', '']);
    expect((await site.get('/video/rec-1/')).body).toBe('<p>page');
    const page = await site.get('/video/rec-1?t=5');
    expect([page.status, page.headers.location]).toEqual([301, '/video/rec-1/?t=5']);
  });

  it('tells HEAD what GET would', async () => {
    const site = await openVideo();
    const { headers } = await site.get('/video/rec-1/video.mp4');
    const head = await site.get('/video/rec-1/video.mp4', { range: 'bytes=0-1' }, 'HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
    expect({ ...head.headers, date: '' }).toEqual({ ...headers, date: '' });
  });

  it('is sent in part', async () => {
    const site = await openVideo();
    const get = (range: string) => site.get('/video/rec-1/video.mp4', { range });
    const part = await get('bytes=99995-');
    expect([part.status, part.body]).toEqual([206, '56789']);
    expect(part.headers).toMatchObject({
      'content-range': 'bytes 99995-99999/100000',
      'content-length': '5',
    });
    expect((await get('bytes=3-4')).body).toBe('34');
    expect((await get('bytes=-2')).body).toBe('89');
    const beyond = await get('bytes=100000-');
    expect([beyond.status, beyond.headers['content-range'], beyond.body]).toEqual([
      416,
      'bytes */100000',
      '',
    ]);
    const several = await get('bytes=0-1,5-6');
    expect([several.status, several.body.length]).toEqual([200, 100_000]);
  });

  it('is not sent again to who has it', async () => {
    const site = await openVideo();
    const { headers } = await site.get('/video/rec-1/video.mp4');
    const { etag = '', 'last-modified': modified = '' } = headers;
    const get = (conditions: Record<string, string>) => site.get('/video/rec-1/video.mp4', conditions);
    const same = await get({ 'if-none-match': etag });
    expect([same.status, same.body, same.headers.etag]).toEqual([304, '', etag]);
    expect((await get({ 'if-modified-since': modified })).status).toBe(304);
    expect((await get({ 'if-match': '"another"' })).status).toBe(412);
    expect((await get({ 'if-range': etag, range: 'bytes=0-1' })).status).toBe(206);
    await writeFile(join(site.published, 'video', 'rec-1', 'video.mp4'), 'new');
    expect((await get({ 'if-none-match': etag })).body).toBe('new');
    expect((await get({ 'if-range': etag, range: 'bytes=0-1' })).body).toBe('new');
  });

  it('is at no path that leads elsewhere, delivered by whomever', async () => {
    for (const settings of [{}, { RECORDING_DELIVERY: 'accel' }]) {
      const site = await openVideo(settings);
      await site.add({ recordId: 'rec-2' }, { 'video.mp4': 'of another' });
      for (const path of LEADING_ELSEWHERE) expectNotFound(await site.get(path));
    }
  });

  it.each([
    '/video/rec-1/nothing',
    '/video/rec-1/video.mp4/',
    '/video/rec-1/video.mp4/x',
    '/video/rec-1/a%20b',
    `/video/rec-1/${'x'.repeat(300)}`,
    `/video/rec-1/${'x/'.repeat(3000)}x`,
  ])('is not where there is none (%#)', async (path) => {
    const site = await openVideo();
    expectNotFound(await site.get(path));
  });

  it('is saved rather than shown when its format has no player', async () => {
    const site = await openSite();
    await site.add({ format: 'notes' }, { 'notes.pdf': 'text' });
    const { headers } = await site.get('/notes/rec-1/notes.pdf');
    expect(headers).toMatchObject({ 'content-disposition': 'attachment', 'content-type': 'application/pdf' });
  });

  it('is nginx’s to send when it is in front', async () => {
    const site = await openVideo({ RECORDING_DELIVERY: 'accel' });
    await site.add({ format: 'podcast' });
    const video = await site.get('/video/rec-1/a%20b/%C3%A4.txt?x=%2F');
    expect([video.status, video.body]).toEqual([200, '']);
    expect(video.headers['x-accel-redirect']).toBe('/static-resource/video/rec-1/a%20b/%C3%A4.txt?x=%2F');
    expect(video.headers['content-disposition']).toBeUndefined();
    expect(video.headers['content-type']).toBeUndefined();
    const podcast = await site.get('/podcast/rec-1/');
    expect(podcast.headers['x-accel-redirect']).toBe('/static-resource/podcast/rec-1/');
    expect(podcast.headers['content-disposition']).toBe('attachment');
    expect((await site.get('/video/unknown/')).headers['x-accel-redirect']).toBeUndefined();
  });

  it('is CloudFront’s to show when it is a page, and sent from here when not', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const site = await openVideo({
      S3_RECORDING: 'true',
      S3_BUCKET_NAME: 'recordings',
      CLOUDFRONT_URL: 'https://cdn.example.com/',
      CF_KEY_PAIR_ID: 'K1',
      CF_PRIVATE_KEY_B64: Buffer.from(privateKey).toString('base64'),
    });
    for (const path of ['/video/rec-1/', '/video/rec-1/index.html']) {
      const { status, headers } = await site.get(path);
      expect([status, headers.location]).toEqual([
        307,
        'https://cdn.example.com/published/video/rec-1/index.html',
      ]);
      expect(headers['set-cookie']?.length).toBe(3);
    }
    expect((await site.get('/video/rec-1/video.mp4', { range: 'bytes=3-4' })).body).toBe('34');
    expectNotFound(await site.get('/video/rec-1/another.html'));
    await site.add({ recordId: 'bare' }, { 'video.mp4': VIDEO });
    expectNotFound(await site.get('/video/bare/'));
  });

  it('is sent as it was when it is replaced meanwhile', async () => {
    const site = await openSite();
    const [before, after] = ['a', 'b'].map((letter) => Buffer.alloc(8_000_000, letter));
    await site.add({}, { 'video.mp4': before ?? '' });
    const response = await site.ask('/video/rec-1/video.mp4');
    const folder = join(site.published, 'video', 'rec-1');
    await writeFile(join(folder, 'fresh'), after ?? '');
    await rename(join(folder, 'fresh'), join(folder, 'video.mp4'));
    const hash = createHash('sha256');
    for await (const piece of response) hash.update(piece);
    expect(hash.digest('hex')).toBe(
      createHash('sha256')
        .update(before ?? '')
        .digest('hex'),
    );
  });

  it('breaks off when it gets shorter meanwhile, so that nobody waits for the rest', async () => {
    const site = await openSite();
    await site.add({}, { 'video.mp4': Buffer.alloc(30_000_000, 'a') });
    const response = await site.ask('/video/rec-1/video.mp4');
    await truncate(join(site.published, 'video', 'rec-1', 'video.mp4'), 1000);
    await expect(response.toArray()).rejects.toThrow('aborted');
    expect((await site.get('/video/rec-1/video.mp4')).body.length).toBe(1000);
  });

  it('is read no faster than the viewer takes it, however large', async () => {
    const site = await openSite();
    const size = 200_000_000;
    await site.add({}, { 'video.mp4': '' });
    await truncate(join(site.published, 'video', 'rec-1', 'video.mp4'), size);
    const response = await site.ask('/video/rec-1/video.mp4');
    let before = -1;
    while (before !== site.bytesRead()) {
      before = site.bytesRead();
      await setTimeout(200);
    }
    expect(site.bytesRead()).toBeLessThan(size / 4);
    let taken = 0;
    for await (const piece of response) taken += (piece as Buffer).length;
    expect([taken, site.bytesRead()]).toEqual([size, size]);
  });

  it('is let go when the viewer leaves in the middle', async () => {
    const site = await openSite();
    await site.add({}, { 'video.mp4': Buffer.alloc(30_000_000, 'a') });
    const response = await site.ask('/video/rec-1/video.mp4');
    expect(await openBelow(site.published)).toBe(1);
    response.destroy();
    await once(response, 'close');
    await expect.poll(() => openBelow(site.published), SOON).toBe(0);
    expect(site.logged.join()).not.toContain('could not');
  });

  it('is not there when its directory is not', async () => {
    const site = await openVideo();
    await rm(site.published, { recursive: true });
    expectNotFound(await site.get('/video/rec-1/video.mp4'));
  });
});

/** How many files of a directory this process has open. */
async function openBelow(directory: string): Promise<number> {
  const fds = await readdir('/proc/self/fd');
  const targets = await Promise.all(fds.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(directory)).length;
}

const LEADING_ELSEWHERE = [
  '/video/rec-1/../rec-2/video.mp4',
  '/video/rec-1/%2e%2e/rec-2/video.mp4',
  '/video/rec-1/..%2frec-2%2fvideo.mp4',
  '/video/rec-1/%2e%2e%2frec-2%2fvideo.mp4',
  '/video/..%2fvideo%2frec-2/video.mp4',
  '/video/rec-1/./video.mp4',
  '/video/rec-1/video.mp4%00',
  '/video/rec-1/video.mp4%00.txt',
  '/video/rec-1/%00',
  '/video/rec%00-1/video.mp4',
  '/video/rec-1/%2fetc%2fpasswd',
  '/video/rec-1/%',
  '/video/rec-1/%ff',
  `/video/${'x'.repeat(300)}/video.mp4`,
  '/video/../published/video/rec-1/video.mp4',
  '/video/.scalelite~/x/video.mp4',
];
