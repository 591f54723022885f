import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { root, runProcess, tempDir } from './helpers/index.ts';
import { hasProgram } from './helpers/programs.ts';

const deploy = join(root, 'deploy');

let place: string;
beforeEach(async () => {
  const directory = await tempDir();
  onTestFinished(() => directory.remove());
  place = directory.path;
});

function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  return spawnSync(command, args, {
    env: { PATH: process.env['PATH'] ?? '', HOME: place, ...env },
    encoding: 'utf8',
    cwd: place,
  });
}

describe.skipIf(!hasProgram('systemd-analyze'))('the systemd units', () => {
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
      expect(command).toContain(` -t ${name === 'recording-importer' ? 120 : 35} ${container}\n`);
      expect(command.includes(',target=/var/bigbluebutton')).toBe(name !== 'poller');
    },
  );
});

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

  it.skipIf(!hasProgram('dpkg-deb'))('are taken out of BBB’s packages', () => {
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
