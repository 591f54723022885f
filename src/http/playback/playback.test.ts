import { describe, expect, it } from 'vitest';
import { signJwt } from '../../bbb/jwt.ts';
import { type Answer, expectNotFound, KEY, NOW, openSite, type Site, SOON } from './fixture.ts';

const TOKEN = 'ab'.repeat(32);
const PROTECTED = { PROTECTED_RECORDINGS_ENABLED: 'true' };
const link = (token = TOKEN, recordId = 'rec-1', format = 'video'): string =>
  `/recording/${recordId}/${format}?token=${token}`;

/** A site with one protected recording, and a token for it. */
async function openProtected(settings: Record<string, string> = PROTECTED): Promise<Site> {
  const site = await openSite(settings);
  await site.add({ protected: true }, { 'index.html': 'page', 'video.mp4': '0123456789' });
  await site.store.tokens.put(TOKEN, { recordId: 'rec-1', format: 'video' }, 60);
  return site;
}

function cookieOf({ headers }: Answer): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe('a link to a recording', () => {
  it('leads to where its format is played, on the host that was asked', async () => {
    const site = await openSite();
    await site.add({ format: 'presentation' });
    const host = { host: 'play.example.com:443', 'x-forwarded-proto': 'https' };
    const answer = await site.get('/recording/rec-1/presentation', host);
    expect([answer.status, answer.body]).toEqual([307, '']);
    expect(answer.headers.location).toBe('https://play.example.com/playback/presentation/2.3/rec-1/?x=1');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('leads to formats that are not served here, too', async () => {
    const site = await openSite();
    await site.add({ format: 'slides' });
    expect((await site.get('/recording/rec-1/slides')).headers.location).toMatch(/\/slides\/rec-1\/\?x=1$/);
    expect((await site.get('/slides/rec-1/')).body).toContain('unsupportedRequest');
  });

  it('is none when the recording, or the format, is not to be played', async () => {
    const site = await openSite();
    await site.add({ recordId: 'mine' });
    await site.add({ recordId: 'hidden', published: false, state: 'unpublished' }, { 'index.html': 'x' });
    for (const path of [
      '/recording/mine/podcast',
      '/recording/unknown/video',
      '/recording/hidden/video',
      '/video/hidden/',
      '/video/unknown/',
      '/podcast/mine/',
      '/video/mine/',
      '/recording/%zz/video',
      '/recording/mi%6Ee%2f..%2fmine/video',
    ])
      expectNotFound(await site.get(path));
  });

  it('works once for a protected recording, and opens its files for the browser that used it', async () => {
    const site = await openProtected();
    expectNotFound(await site.get('/video/rec-1/video.mp4'));
    const opened = await site.get(link());
    expect(opened.status).toBe(307);
    expect(opened.headers['set-cookie']?.[0]).toContain('; Path=/video/rec-1; Max-Age=21600; ');
    const cookie = cookieOf(opened);
    expect((await site.get('/video/rec-1/video.mp4', { cookie })).body).toBe('0123456789');
    expectNotFound(await site.get(link()));
    expectNotFound(await site.get(link(), { cookie }));
    site.pass(361 * 60_000);
    expectNotFound(await site.get('/video/rec-1/video.mp4', { cookie }));
  });

  it('is not spent by who only looks where it leads', async () => {
    const site = await openProtected();
    const looked = await site.get(link(), {}, 'HEAD');
    expect([looked.status, looked.headers['set-cookie']]).toEqual([307, undefined]);
    expect((await site.get(link())).headers['set-cookie']).toHaveLength(1);
    expect((await site.get(link(), {}, 'HEAD')).status).toBe(404);
  });

  it('is one viewer’s when many use it at once', async () => {
    const site = await openProtected();
    const answers = await Promise.all(Array.from({ length: 8 }, () => site.get(link())));
    expect(answers.map(({ status }) => status).sort()).toEqual([307, 404, 404, 404, 404, 404, 404, 404]);
  });

  it('needs a token that is for it', async () => {
    const site = await openProtected();
    await site.add({ recordId: 'rec-2', protected: true });
    await site.add({ protected: true, format: 'podcast' });
    for (const bad of [
      link(TOKEN, 'rec-2'),
      link(TOKEN, 'rec-1', 'podcast'),
      link('cd'.repeat(32)),
      link(TOKEN.toUpperCase()),
      link(`${TOKEN}&token=`),
      link(`%zz${TOKEN}`),
      '/recording/rec-1/video',
      '/recording/rec-1/video?token',
    ])
      expectNotFound(await site.get(bad));
    // none of these has spent it
    expect((await site.get(link())).status).toBe(307);
  });

  it('keeps its token while the recording is not published', async () => {
    const site = await openSite(PROTECTED);
    await site.add({ protected: true, published: false, state: 'unpublished' });
    await site.store.tokens.put(TOKEN, { recordId: 'rec-1', format: 'video' }, 60);
    expectNotFound(await site.get(link()));
    expect(await site.store.tokens.peek(TOKEN)).toBeDefined();
  });

  it('expires', async () => {
    const site = await openProtected();
    await site.store.tokens.put('cd'.repeat(32), { recordId: 'rec-1', format: 'video' }, 0.05);
    await expect.poll(() => site.store.tokens.peek('cd'.repeat(32)), SOON).toBeUndefined();
    expectNotFound(await site.get(link('cd'.repeat(32))));
  });

  it('asks for the token by the recording alone, though protection is off', async () => {
    const site = await openProtected({});
    expectNotFound(await site.get('/recording/rec-1/video'));
    expect((await site.get(link())).status).toBe(307);
    expect((await site.get('/video/rec-1/video.mp4')).status).toBe(200);
  });

  it('does not write its token into the log', async () => {
    const site = await openProtected();
    await site.get(link());
    await site.get(link());
    expect(site.logged.join()).not.toContain(TOKEN);
  });
});

describe('the cookie of a recording', () => {
  it('opens no other recording, format or installation', async () => {
    const site = await openProtected();
    await site.add({ recordId: 'rec-2', protected: true }, { 'video.mp4': 'another' });
    const value = (sub: string, key = KEY, exp = NOW / 1000 + 60): string =>
      signJwt({ sub, exp }, key, 'HS256');
    const mine = `recording_video_rec-1=${value('/video/rec-1')}`;
    expect((await site.get('/video/rec-1/video.mp4', { cookie: mine })).status).toBe(200);
    for (const cookie of [
      mine,
      `recording_video_rec-2=${value('/video/rec-1')}`,
      `recording_video_rec-2=${value('/video/rec-2', 'another key')}`,
      `recording_video_rec-2=${value('/video/rec-2', KEY, NOW / 1000 - 1)}`,
      `recording_video_rec-2=${signJwt({ sub: '/video/rec-2' }, KEY, 'HS256')}`,
      'recording_video_rec-2=x',
    ])
      expectNotFound(await site.get('/video/rec-2/video.mp4', { cookie }));
  });
});

describe('playback', () => {
  it.each([{ RECORDING_DISABLED: 'true' }, { DB_DISABLED: 'true' }])(
    'is no path of ours with %j',
    async (off) => {
      const site = await openSite(off);
      await site.add({}, { 'index.html': 'page' });
      for (const path of ['/video/rec-1/', '/recording/rec-1/video', '/playback/video/rec-1']) {
        const { status, body } = await site.get(path);
        expect([status, body.includes('unsupportedRequest')]).toEqual([200, true]);
      }
    },
  );

  it('is for reading alone', async () => {
    const site = await openProtected();
    for (const path of ['/video/rec-1/video.mp4', link()])
      expect((await site.get(path, {}, 'POST')).body).toContain('unsupportedRequest');
    for (const path of ['/recording/rec-1', '/recording/rec-1/video/x', '/video', '/videos/rec-1'])
      expect((await site.get(path)).body).toContain('unsupportedRequest');
  });

  it('gives a tenant’s recordings on the tenant’s host alone', async () => {
    const site = await openSite({ MULTITENANCY_ENABLED: 'true', URL_HOST: 'sl.example.com' });
    for (const name of ['one', 'two'])
      await site.store.tenants.add({ id: `id-${name}`, name, secrets: ['s'], lrs: {} });
    await site.add({ metadata: [{ key: 'tenant-id', value: 'id-one' }] }, { 'index.html': 'of one' });
    await site.add({ recordId: 'nobodys' }, { 'index.html': 'of nobody' });
    const get = (path: string, host: string) => site.get(path, { host });
    expect((await get('/video/rec-1/', 'one.sl.example.com')).body).toBe('of one');
    expect((await get('/recording/rec-1/video', 'one.sl.example.com')).status).toBe(307);
    expect((await get('/t/one/video/rec-1/', 'sl.example.com')).body).toBe('of one');
    const unslashed = await get('/t/one/video/rec-1', 'sl.example.com');
    expect(unslashed.headers.location).toBe('/t/one/video/rec-1/');
    for (const host of ['two.sl.example.com', 'three.sl.example.com', 'sl.example.com']) {
      expectNotFound(await get('/video/rec-1/', host));
      expectNotFound(await get('/recording/rec-1/video', host));
      expectNotFound(await get('/video/nobodys/', host));
    }
  });

  it('asks nginx for a tenant’s file by where it lies, whatever stood in front of its path', async () => {
    const tenancy = { MULTITENANCY_ENABLED: 'true', URL_HOST: 'sl.example.com' };
    const site = await openSite({ ...tenancy, RECORDING_DELIVERY: 'accel' });
    await site.store.tenants.add({ id: 'id-one', name: 'one', secrets: ['s'], lrs: {} });
    await site.add({ metadata: [{ key: 'tenant-id', value: 'id-one' }] });
    for (const [path, host] of [
      ['/t/one/video/rec-1/a', 'sl.example.com'],
      ['/video/rec-1/a', 'one.sl.example.com'],
    ] as const) {
      const { headers } = await site.get(path, { host });
      expect(headers['x-accel-redirect']).toBe('/static-resource/video/rec-1/a');
    }
  });

  it('does not take what can not be looked up for what is not there', async () => {
    const site = await openProtected();
    await site.loseDatabase();
    for (const path of ['/video/rec-1/video.mp4', link()]) {
      const { status, headers } = await site.get(path);
      expect([status, headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
    }
    expect(site.logged.join()).not.toContain(TOKEN);
    expect(await site.store.tokens.peek(TOKEN)).toBeDefined();
  });

  it('says in the language of the installation what is not found', async () => {
    const title = async (locale: string): Promise<string | undefined> => {
      const site = await openSite({ DEFAULT_LOCALE: locale });
      const { body } = await site.get('/video/unknown/');
      return /<html lang="(.+)">[\s\S]*<h1>(.+)<\/h1>/.exec(body)?.slice(1).join(': ');
    };
    expect(await title('de')).toBe('de: Aufzeichnung nicht gefunden');
    expect(await title('fr-CA')).toBe('fr: Enregistrement introuvable');
    expect(await title('tlh')).toBe('en: Recording Not Found');
  });
});
