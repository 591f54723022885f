import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { ReadStream } from 'node:fs';
import { mkdir, readdir, readlink, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../test/helpers/index.ts';
import { signJwt } from '../../bbb/jwt.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import { loadConfig } from '../../config.ts';
import type { OpenedFile } from '../../recordings/ports.ts';
import type { ImportedRecording } from '../../recordings/recording.ts';
import { openRecordingFiles } from '../../store/files/index.ts';
import { openStaticFiles } from '../../store/files/static-files.ts';
import { openClusterStore, openDatabaseStore } from '../../store/index.ts';
import { hostName } from '../host.ts';
import { readTarget } from '../target.ts';
import { createTenantHost } from '../tenant-host.ts';
import { createPlayback } from './playback.ts';

const KEY = 'a secret key base';
const TOKEN = 'ab'.repeat(32);
const NOW = Date.UTC(2026, 5, 1);
/** For what happens by itself, also on a busy machine. */
const SOON = { timeout: 10_000 };

interface Site {
  readonly store: ClusterStore;
  readonly published: string;
  readonly player: string;
  /** Lines of the log. */
  readonly logged: string[];
  /** Writes a recording with one format and its files. */
  add(
    recording: Partial<Omit<ImportedRecording, 'format'>> & { format?: string },
    files?: Files,
  ): Promise<void>;
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Answer>;
  /** The answer before its body is read. */
  ask(path: string, headers?: Record<string, string>, method?: string): Promise<IncomingMessage>;
  /** How much was read of the file that was opened last. */
  bytesRead(): number;
  /** Milliseconds go by. */
  pass(time: number): void;
}

type Files = Readonly<Record<string, string | Buffer>>;

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Playback over real stores, addressed as the HTTP face does it. */
async function open(settings: Record<string, string> = {}): Promise<Site> {
  const directory = await tempDir();
  const player = join(directory.path, 'player');
  const env: Record<string, string> = {
    DATA_DIR: directory.path,
    LOADBALANCER_SECRET: 'x',
    SECRET_KEY_BASE: KEY,
    ...settings,
  };
  const config = loadConfig(env['PLAYBACK_DIR'] === 'player' ? { ...env, PLAYBACK_DIR: player } : env);
  const logged: string[] = [];
  const write = (fields: object, message: string): void => void logged.push(message, JSON.stringify(fields));
  const log = { debug: write, info: write, warn: write, error: write };
  const [store, database] = [await openClusterStore(config), await openDatabaseStore(config)];
  await Promise.all([store.migrate(), database?.migrate()]);
  // Whoever keeps them: routes know the port alone.
  const files = await openRecordingFiles({ ...config, s3Recording: false });
  let [now, reading]: [number, Readable | undefined] = [NOW, undefined];
  const watched: typeof files.open = async (...where) => {
    const file = await files.open(...where);
    const read: OpenedFile['read'] = (range) => {
      reading = file?.read(range);
      return reading ?? Readable.from([]);
    };
    return file && { ...file, read };
  };
  const playback = createPlayback({
    config,
    log,
    store,
    recordings: database?.recordings,
    files: { open: watched },
    player: config.playbackDir === undefined ? undefined : openStaticFiles(config.playbackDir),
    now: () => now,
  });
  const addressed = createTenantHost(config);
  const server = createServer((message, response) => {
    const target = readTarget(message.url ?? '');
    const play = playback({ message, ...addressed(message, hostName(message.headers.host), target) });
    if (play) void play(response);
    else response.end('unsupportedRequest');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await Promise.all([store.close(), database?.close()]);
    await directory.remove();
  });
  const ask: Site['ask'] = async (path, headers = {}, method = 'GET') => {
    // As it stands: fetch would tidy the path.
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };
  return {
    store,
    published: config.recordingPublishDir,
    player,
    logged,
    add: async ({ format = 'video', ...recording }, files = {}) => {
      const whole = { ...RECORDING, ...recording, format: formatOf(format, recording.recordId) };
      await database?.recordings.put(whole);
      const folder = join(config.recordingPublishDir, format, whole.recordId);
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), content);
      }
    },
    get: async (path, headers, method) => {
      const response = await ask(path, headers, method);
      const body = await response.toArray();
      return {
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: Buffer.concat(body).toString(),
      };
    },
    ask,
    bytesRead: () => (reading instanceof ReadStream ? reading.bytesRead : 0),
    pass: (time) => {
      now += time;
    },
  };
}

const RECORDING = {
  recordId: 'rec-1',
  meetingId: 'meeting',
  name: 'A meeting',
  published: true,
  protected: false,
  state: 'published',
  participants: 1,
  startTime: 0,
  endTime: 1,
  metadata: [],
} as const;

function formatOf(format: string, recordId = 'rec-1') {
  const page = format === 'presentation' ? '/playback/presentation/2.3' : `/${format}`;
  return { format, url: `${page}/${recordId}/?x=1`, length: 1, processingTime: undefined, thumbnails: [] };
}

const PROTECTED = { PROTECTED_RECORDINGS_ENABLED: 'true' };
const link = (token = TOKEN, recordId = 'rec-1', format = 'video'): string =>
  `/recording/${recordId}/${format}?token=${token}`;

/** A site with one protected recording, and a token for it. */
async function openProtected(settings: Record<string, string> = PROTECTED): Promise<Site> {
  const site = await open(settings);
  await site.add({ protected: true }, { 'index.html': 'page', 'video.mp4': '0123456789' });
  await site.store.tokens.put(TOKEN, { recordId: 'rec-1', format: 'video' }, 60);
  return site;
}

function cookieOf({ headers }: Answer): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

function expectNotFound(answer: Answer): void {
  expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  expect(answer.body).toContain('<h1>Recording Not Found</h1>');
}

describe('a link to a recording', () => {
  it('leads to where its format is played, on the host that was asked', async () => {
    const site = await open();
    await site.add({ format: 'presentation' });
    const host = { host: 'play.example.com:443', 'x-forwarded-proto': 'https' };
    const answer = await site.get('/recording/rec-1/presentation', host);
    expect([answer.status, answer.body]).toEqual([307, '']);
    expect(answer.headers.location).toBe('https://play.example.com/playback/presentation/2.3/rec-1/?x=1');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('leads to formats that are not served here, too', async () => {
    const site = await open();
    await site.add({ format: 'slides' });
    expect((await site.get('/recording/rec-1/slides')).headers.location).toMatch(/\/slides\/rec-1\/\?x=1$/);
    expect((await site.get('/slides/rec-1/')).body).toContain('unsupportedRequest');
  });

  it('is none when the recording, or the format, is not to be played', async () => {
    const site = await open();
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
    const site = await open(PROTECTED);
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

describe('a file of a recording', () => {
  const VIDEO = '0123456789'.repeat(10_000);

  async function openVideo(settings: Record<string, string> = {}): Promise<Site> {
    const site = await open(settings);
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
    const site = await open();
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
    const site = await open();
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
    const site = await open();
    await site.add({}, { 'video.mp4': Buffer.alloc(30_000_000, 'a') });
    const response = await site.ask('/video/rec-1/video.mp4');
    await truncate(join(site.published, 'video', 'rec-1', 'video.mp4'), 1000);
    await expect(response.toArray()).rejects.toThrow('aborted');
    expect((await site.get('/video/rec-1/video.mp4')).body.length).toBe(1000);
  });

  it('is read no faster than the viewer takes it, however large', async () => {
    const site = await open();
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
    const site = await open();
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

describe('the player', () => {
  it('is served below /playback/, one page for all recordings', async () => {
    const site = await open({ PLAYBACK_DIR: 'player' });
    const current = join(site.player, 'presentation', '2.3');
    await mkdir(join(current, 'static'), { recursive: true });
    await writeFile(join(current, 'index.html'), 'the player');
    await writeFile(join(current, 'static', 'main.js'), 'run()');
    const answers = await Promise.all(
      ['rec-1', 'rec-1/', '', 'static/main.js'].map((path) => site.get(`/playback/presentation/2.3/${path}`)),
    );
    expect(answers.map(({ body }) => body)).toEqual(['the player', 'the player', 'the player', 'run()']);
    expect(answers.map(({ headers }) => headers['content-type']?.split(';')[0])).toEqual([
      'text/html',
      'text/html',
      'text/html',
      'text/javascript',
    ]);
    expectNotFound(await site.get('/playback/presentation/0.81/playback.html'));
    expectNotFound(await site.get('/playback/presentation/2.3/..%2f..%2f..%2fcluster.db'));
  });

  it('may be the folder of its version alone', async () => {
    const site = await open({ PLAYBACK_DIR: 'player' });
    await mkdir(site.player);
    await writeFile(join(site.player, 'index.html'), 'the player');
    await writeFile(join(site.player, 'main.css'), 'p {}');
    expect((await site.get('/playback/presentation/2.3/rec-1')).body).toBe('the player');
    expect((await site.get('/playback/presentation/2.3/main.css')).body).toBe('p {}');
  });

  it('is no path of ours without PLAYBACK_DIR', async () => {
    const site = await open();
    expect((await site.get('/playback/presentation/2.3/rec-1')).body).toContain('unsupportedRequest');
    const old = await site.get('/playback/presentation/2.0/playback.html?meetingId=rec-1');
    expect([old.status, old.headers.location]).toEqual([
      301,
      '/playback/presentation/2.3/rec-1?meetingId=rec-1',
    ]);
    expect((await site.get('/recording/screenshare/rec-1')).headers.location).toBe('/screenshare/rec-1');
  });
});

describe('playback', () => {
  it.each([{ RECORDING_DISABLED: 'true' }, { DB_DISABLED: 'true' }])(
    'is no path of ours with %j',
    async (off) => {
      const site = await open(off);
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
    const site = await open({ MULTITENANCY_ENABLED: 'true', URL_HOST: 'sl.example.com' });
    for (const name of ['one', 'two'])
      await site.store.tenants.add({ id: `id-${name}`, name, secrets: ['s'], lrs: {} });
    await site.add({ metadata: [{ key: 'tenant-id', value: 'id-one' }] }, { 'index.html': 'of one' });
    await site.add({ recordId: 'nobodys' }, { 'index.html': 'of nobody' });
    const get = (path: string, host: string) => site.get(path, { host });
    expect((await get('/video/rec-1/', 'one.sl.example.com')).body).toBe('of one');
    expect((await get('/recording/rec-1/video', 'one.sl.example.com')).status).toBe(307);
    expect((await get('/t/one/video/rec-1/', 'sl.example.com')).body).toBe('of one');
    for (const host of ['two.sl.example.com', 'three.sl.example.com', 'sl.example.com']) {
      expectNotFound(await get('/video/rec-1/', host));
      expectNotFound(await get('/recording/rec-1/video', host));
      expectNotFound(await get('/video/nobodys/', host));
    }
  });

  it('says in the language of the installation what is not found', async () => {
    const title = async (locale: string): Promise<string | undefined> => {
      const site = await open({ DEFAULT_LOCALE: locale });
      const { body } = await site.get('/video/unknown/');
      return /<html lang="(.+)">[\s\S]*<h1>(.+)<\/h1>/.exec(body)?.slice(1).join(': ');
    };
    expect(await title('de')).toBe('de: Aufzeichnung nicht gefunden');
    expect(await title('fr-CA')).toBe('fr: Enregistrement introuvable');
    expect(await title('tlh')).toBe('en: Recording Not Found');
  });
});
