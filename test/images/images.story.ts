import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basesOfDockerfile, provideBases } from './bases.ts';
import { build, imageName, sizeOf, targets } from './build.ts';
import { inContainer, must, prepareStorage, tidy } from './buildah.ts';
import { type Installation, startInstallation } from './installation.ts';
import { runReadOnly } from './read-only.ts';

const MB = 1_000_000;
/** What an image may add to its base. */
const LARGEST = { api: 250, poller: 250, 'recording-importer': 250, nginx: 50, general: 250 } as const;

const bases = await basesOfDockerfile();
const keptBases = [bases.base, bases.builder];
/** With IMAGES_KEEP the images stay, and so does what the next run builds them from. */
const kept = process.env['IMAGES_KEEP'] ? [...keptBases, ...targets.map(imageName)] : keptBases;

beforeAll(async () => {
  prepareStorage();
  await tidy(kept);
  console.log('Providing the base images (half a minute or so the first time)');
  await provideBases(bases);
  for (const target of targets) {
    console.log(`Building ${imageName(target)}`);
    await build(target);
  }
});
afterAll(() => tidy(kept));

describe.each(targets)('the image %s', (target) => {
  it(`adds at most ${LARGEST[target]} MB to its base`, async () => {
    // Disk space of all files, less that of the base's.
    const added = ((await sizeOf(imageName(target))) - (await sizeOf(bases.base))) / MB;
    console.log(`${imageName(target)}: ${added.toFixed(0)} MB above ${bases.base}`);
    expect(added).toBeLessThanOrEqual(LARGEST[target]);
  });

  it('has what the guide needs, and leaves out what only builds and tests need', async () => {
    await inContainer(imageName(target), async (container) => {
      const sh = (script: string) =>
        must('buildah', 'run', '--user', '0', container, '--', 'sh', '-c', script);
      expect(await sh('ls /bin/bash /bin/sh && command -v tini')).toBe('/bin/bash\n/bin/sh\n/usr/bin/tini');
      expect(await sh('grep -E ":(1000|2000):" /etc/group')).toBe(
        'scalelite:x:1000:\nscalelite-spool:x:2000:scalelite',
      );
      expect(
        await sh('find / -xdev -name "*.test.ts" -o -xdev -path "*/include/node" -o -xdev -name npm'),
      ).toBe('');
    });
  });
});

describe.each(['api', 'poller', 'recording-importer', 'general'] as const)('the image %s', (target) => {
  it('runs as a user who can change nothing of it, so that its root may be read-only', async () => {
    await inContainer(imageName(target), async (container) => {
      const sh = (script: string) => must('buildah', 'run', container, '--', 'sh', '-c', script);
      expect(await sh('id')).toMatch(/^uid=1000\(scalelite\) .*,2000\(scalelite-spool\)$/);
      expect(await sh('ls ./bin/rake && pwd')).toBe('./bin/rake\n/srv/scalelite');
      const writable = await sh('find / -xdev \\( -type d -o -type f \\) -writable 2>/dev/null; true');
      expect(writable.split('\n').sort()).toEqual([
        '/run/lock',
        '/srv/scalelite/data',
        '/tmp',
        '/var/bigbluebutton',
        '/var/tmp',
      ]);
    });
  });
});

describe('with a root that is read-only but for /tmp', () => {
  it('the API serves, and is asked how it is', async () => {
    const script = `
      cd /srv/scalelite && ! touch x 2>/dev/null
      export DATA_DIR=/tmp/data BIND=unix:///tmp/api
      tini -s -- bin/start >/tmp/log 2>&1 &
      for try in {1..60}; do scripts/health-check 2>/dev/null && well=yes && break; sleep 0.5; done
      ./bin/rake liveness
      kill %1; wait %1
      echo "ended with $?, \${well:-not well: $(cat /tmp/log)}"`;
    expect(await runReadOnly(imageName('api'), script)).toBe('success\nended with 0, yes');
  });

  it('nginx serves', async () => {
    const script = `
      export NGINX_PORT=8080 SCALELITE_API_HOST=127.0.0.1
      ! touch /srv/x 2>/dev/null && /srv/nginx/start --test && echo well`;
    expect(await runReadOnly(imageName('nginx'), script)).toBe('well');
  });
});

describe('an installation from the images', () => {
  let sl: Installation;
  beforeAll(async () => {
    sl = await startInstallation();
  });
  afterAll(() => sl?.close());

  it('takes the commands of the guide', async () => {
    const rake = async (...tasks: string[]): Promise<string> => {
      const { code, stdout, stderr } = await sl.api.exec('bin/rake', ...tasks);
      expect([code, stderr]).toEqual([0, '']);
      return stdout;
    };
    await rake('db:setup');
    for (const { url, secret } of sl.fleet.servers) {
      const id = /id: (\S+)/.exec(await rake(`servers:add[${url},${secret}]`))?.[1];
      expect(await rake(`servers:enable[${id}]`)).toContain('OK');
    }
    expect(await rake('poll:all')).toBe('');
    const both = /127\.0\.0\.1 +enabled +online .*\n127\.0\.0\.1 +enabled +online /;
    expect(await rake('status')).toMatch(both);
    const { stdout } = await sl.api.exec('./bin/rake', 'poll:all', 'status');
    expect(stdout).toMatch(both);
  });

  it('is well, as HEALTHCHECK tells', async () => {
    for (const container of [sl.api, sl.poller, sl.importer, sl.plain, sl.secure]) {
      await expect.poll(() => container.health()).toBe(0);
    }
  });

  it('has only the keeper of a key run as root', () => {
    for (const container of [sl.api, sl.poller, sl.importer, sl.plain]) {
      const all = Object.values(container.users()).flat();
      expect([all.length > 1, new Set(all)]).toEqual([true, new Set([1000])]);
    }
    const [master, ...workers] = sl.secure.users()['nginx'] ?? [];
    expect([master, new Set(workers)]).toEqual([0, new Set([1000])]);
  });

  it('plays a meeting', async () => {
    const who = { meetingID: 'lecture', name: 'Lecture', attendeePW: 'ap', moderatorPW: 'mp' };
    expect((await sl.call('create', who)).returncode).toBe('SUCCESS');
    const joined = await sl.call('join', { meetingID: 'lecture', fullName: 'Ada', password: 'mp' });
    const home = sl.fleet.servers.find(({ url }) => joined.headers.get('location')?.startsWith(url));
    expect([joined.status, home === undefined]).toEqual([302, false]);
    await sl.follow(joined.headers.get('location') ?? '');
    const listed = await sl.call('getMeetings');
    expect(listed.text).toContain('<meetingID>lecture</meetingID>');
    expect(listed.text).toContain('<fullName>Ada</fullName>');
    expect((await sl.call('end', { meetingID: 'lecture', password: 'mp' })).returncode).toBe('SUCCESS');
    expect((await sl.call('getMeetings')).text).not.toContain('lecture');
  });

  it('takes 20 MB of slides', async () => {
    const { status, text } = await sl.createWithSlides('slides', 20_000_000);
    expect([status, text]).toEqual([200, expect.stringContaining('SUCCESS')]);
  });

  it('tells events at once, and has the dashboard', async () => {
    const { stdout } = await sl.api.exec(
      'bin/scalelite',
      'tokens',
      'create',
      '--name',
      'test',
      '--scope',
      'read',
    );
    const token = /slt_\S+/.exec(stdout)?.[0] ?? '';
    const bearer = { authorization: `Bearer ${token}` };
    const events = await sl.readUntil('event: snapshot', '/scalelite/api/events', bearer);
    expect(events).toContain('event: snapshot');
    const page = await sl.get(`${sl.origins.secure}/admin/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/html/),
    ]);
  });

  it('leads to HTTPS, and gives strangers nothing', async () => {
    const led = await sl.get(`${sl.origins.leads}/bigbluebutton/api?x=1`);
    expect([led.status, led.headers.get('location')]).toEqual([
      301,
      'https://localhost/bigbluebutton/api?x=1',
    ]);
    for (const path of ['/static-resource/video/', '/metrics', '/metrics/']) {
      expect((await sl.get(sl.origins.secure + path)).status).toBe(404);
    }
    const split = await sl.get(`${sl.origins.secure}/video/x%0d%0aSet-Cookie:a`);
    expect([split.status, split.headers.get('set-cookie')]).toEqual([404, null]);
  });

  it('imports a recording, and plays it to whoever has the link while it is protected', async () => {
    const options = ['--meeting-id', 'lecture', '--record-id', 'rec-1', '--formats', 'video'];
    const made = await sl.importer.exec('bin/scalelite', 'simulate', 'archive', ...options);
    expect(made.code, made.stderr).toBe(0);
    const recordings = async () => (await sl.call('getRecordings', { meetingID: 'lecture' })).text;
    await expect.poll(recordings).toContain('<recordID>rec-1</recordID>');
    const page = `${sl.origins.secure}/video/rec-1/`;
    expect((await sl.get(page)).status).toBe(404);
    const link = /<url>(https[^<]+\?token=[0-9a-f]{64})<\/url>/.exec(await recordings())?.[1] ?? '';
    const used = await sl.get(link);
    // BBB gives its own old address.
    const old = `${sl.origins.secure}/playback/video/rec-1/`;
    expect([used.status, used.headers.get('location')]).toEqual([307, old]);
    const led = await sl.get(old);
    expect([led.status, new URL(led.headers.get('location') ?? '', old).href]).toEqual([307, page]);
    const cookie = used.headers.get('set-cookie')?.split(';')[0] ?? '';
    const played = await sl.get(page, { cookie });
    expect([played.status, played.headers.get('content-type')]).toEqual([200, 'text/html']);
    const video = /src="?([^" >]+\.(?:webm|mp4|m4v))/.exec(played.text)?.[1] ?? 'video-0.m4v';
    const part = await sl.get(page + video, { cookie, range: 'bytes=0-3' });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      expect.stringMatching(/^bytes 0-3\//),
    ]);
    const slash = await sl.get(page.slice(0, -1), { cookie });
    expect([slash.status, slash.headers.get('location')]).toEqual([301, '/video/rec-1/']);
    expect((await sl.get(link)).status).toBe(404);

    await sl.call('updateRecordings', { recordID: 'rec-1', protect: 'false' });
    const open = await sl.get(page);
    expect([open.status, open.text]).toEqual([200, played.text]);
  });

  it('logs every request, and no secret', () => {
    const all = [sl.api, sl.poller, sl.importer, sl.plain, sl.secure].map((one) => one.output()).join('');
    expect(sl.secure.output()).toMatch(/"GET \/recording\/rec-1\/video HTTP\/[\d.]+" 307 /);
    expect(all).not.toMatch(/token=|checksum=|password=/);
  });

  it('stops when it is told to, and ends well', async () => {
    expect(await sl.stop()).toEqual([0, 0, 0, 0, 0]);
  });
});
