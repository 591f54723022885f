import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { selfSigned } from './helpers/certificate.ts';
import { root, runProcess, tempDir } from './helpers/index.ts';

const deploy = join(root, 'deploy');
const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

let place: string;
beforeEach(async () => {
  const directory = await tempDir();
  onTestFinished(() => directory.remove());
  place = directory.path;
});

function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const paths = `${process.env['PATH']}:/usr/sbin:/sbin`;
  return spawnSync(command, args, {
    env: { PATH: paths, HOME: place, NGINX_PORT: '8080', NGINX_SSL_PORT: '8443', ...env },
    encoding: 'utf8',
    cwd: place,
  });
}

describe.skipIf(!has('systemd-analyze'))('the systemd units', () => {
  it('are such as systemd takes', () => {
    const files = readdirSync(join(deploy, 'systemd'));
    expect(files.sort()).toEqual([
      'scalelite-api.service',
      'scalelite-nginx.service',
      'scalelite-poller.service',
      'scalelite-recording-importer.service',
      'scalelite.target',
    ]);
    for (const file of files) {
      // Docker need not be on this machine.
      const unit = readFileSync(join(deploy, 'systemd', file), 'utf8').replaceAll(
        '/usr/bin/docker',
        '/bin/true',
      );
      writeFileSync(join(place, file), unit);
    }
    writeFileSync(join(place, 'docker.service'), '[Service]\nExecStart=/bin/true\n');
    const paths = files.map((file) => join(place, file));
    const { status, stderr } = run('systemd-analyze', ['verify', ...paths], {
      SYSTEMD_UNIT_PATH: `${place}:`,
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('each unit', () => {
  const names = ['api', 'nginx', 'poller', 'recording-importer'];

  it.each(names)(
    'scalelite-%s starts and stops with the target, and runs its image as the guide names it',
    (name) => {
      const unit = readFileSync(join(deploy, `systemd/scalelite-${name}.service`), 'utf8');
      for (const line of [
        'PartOf=scalelite.target',
        'WantedBy=scalelite.target',
        'EnvironmentFile=/etc/default/scalelite',
      ])
        expect(unit.split('\n')).toContain(line);
      const container = `scalelite-${name}`;
      const command = unit.replaceAll(' \\\n', '');
      expect(command).toMatch(`ExecStartPre=-/usr/bin/docker rm ${container}\n`);
      expect(command).toMatch(`docker run --name ${container} --network scalelite`);
      expect(command).toContain(`\${SCALELITE_IMAGE}:\${SCALELITE_TAG}-${name}\n`);
      expect(command).toContain(` --time ${name === 'recording-importer' ? 120 : 35} ${container}\n`);
      expect(command.includes(',target=/var/bigbluebutton')).toBe(name !== 'poller');
    },
  );
});

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
  cpSync(join(deploy, 'nginx'), here, { recursive: true });
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

describe.skipIf(run0('nginx'))('the nginx templates', () => {
  it.each(Object.entries(variants))('%s: are such as nginx takes', (_title, env) => {
    const here = nginxFiles();
    const told = run('sh', [join(here, 'start'), '--test'], { ...makeCertificate(), ...env });
    expect([told.status, told.stderr]).toEqual([0, '']);
    expect(made('site.conf') + made('locations.conf') + made('forwarded.conf')).not.toMatch(
      /@[A-Z_]+@|#ipv6/,
    );
  });

  it('serve the player for presentations where the image has it', () => {
    const here = nginxFiles();
    mkdirSync(join(place, 'playback/presentation/2.3'), { recursive: true });
    const told = run('sh', [join(here, 'start'), '--test']);
    expect([told.status, told.stderr]).toEqual([0, '']);
    expect(made('locations.conf')).toContain('location /playback/presentation/2.3/');
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
      const told = run('sh', [join(here, 'start'), '--test'], { [name]: value });
      expect([told.status, told.stderr]).toEqual([1, `ERROR: ${name} is not allowed to be '${value}'\n`]);
    }
    const told = run('sh', [join(here, 'start'), '--test'], { NGINX_SSL: 'true' });
    expect([told.status, told.stderr]).toEqual([
      1,
      expect.stringMatching(/^ERROR: NGINX_SSL needs URL_HOST/),
    ]);
  });

  it('tell the API of the client what nobody but the client’s proxy may say', () => {
    const here = nginxFiles();
    run('sh', [join(here, 'start'), '--test'], { TENANT_HEADER: 'X-Tenant' });
    expect(made('forwarded.conf')).toMatch(/X-Forwarded-For \$remote_addr;[\s\S]*X-Tenant "";/);
    run('sh', [join(here, 'start'), '--test'], { TENANT_HEADER: 'X-Tenant', NGINX_BEHIND_PROXY: 'true' });
    expect(made('forwarded.conf')).toMatch(/X-Forwarded-For \$proxy_add_x_forwarded_for;/);
    expect(made('forwarded.conf')).not.toContain('X-Tenant');
  });
});

/** nginx lies in /usr/sbin, which is not on everybody's PATH. */
function run0(program: string): boolean {
  return spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${program}`]).status !== 0;
}

describe('the health check of the images', () => {
  const check = async (listen: string) => {
    const env = { METRICS_LISTEN: listen };
    const { code } = await runProcess({ command: 'scripts/health-check', env });
    return code;
  };

  it('is what the process says, and no answer is none', async () => {
    const path = join(place, 'socket');
    expect(await check(`unix://${path}`)).toBe(1);
    let status = 200;
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/healthz' ? status : 404).end();
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(await check(`unix://${path}`)).toBe(0);
    status = 503;
    expect(await check(`unix://${path}`)).toBe(1);
  });
});

describe('the players of a build', () => {
  const given = (): string => join(place, 'given');
  const collect = () =>
    run('sh', ['-c', `cd given && sh "${join(deploy, 'docker/collect-players')}" "${join(place, 'image')}"`]);
  const player = (): string => readFileSync(join(place, 'image/presentation/2.3/index.html'), 'utf8');

  it('are put where BBB has them, whether its folder was given or the player alone', () => {
    mkdirSync(join(given(), 'presentation/2.3'), { recursive: true });
    writeFileSync(join(given(), 'presentation/2.3/index.html'), 'in its folder');
    expect([collect().status, player()]).toEqual([0, 'in its folder']);
    writeFileSync(join(given(), 'index.html'), 'alone');
    expect([collect().status, player()]).toEqual([0, 'alone']);
  });

  it.skipIf(!has('dpkg-deb'))('are taken out of BBB’s packages', () => {
    const files = join(place, 'package/var/bigbluebutton/playback/presentation/2.3');
    mkdirSync(files, { recursive: true });
    mkdirSync(join(place, 'package/DEBIAN'));
    mkdirSync(given());
    writeFileSync(join(files, 'index.html'), 'from a package');
    const control =
      'Package: bbb-playback-presentation\nVersion: 1\nArchitecture: all\nMaintainer: m\nDescription: d\n';
    writeFileSync(join(place, 'package/DEBIAN/control'), control);
    expect(run('dpkg-deb', ['-b', 'package', 'given/player.deb']).status).toBe(0);
    expect([collect().status, player()]).toEqual([0, 'from a package']);
    expect(readdirSync(join(place, 'image'))).toEqual(['presentation']);
  });

  it('are none where nothing was given', () => {
    mkdirSync(given());
    writeFileSync(join(given(), 'LICENSE'), '');
    expect(collect().status).toBe(0);
    expect(readdirSync(join(place, 'image'))).toEqual([]);
  });
});
