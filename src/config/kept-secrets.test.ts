import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root, startChild, type TempDir, tempDir } from '../../test/helpers/index.ts';
import { ConfigError, describeConfig, loadConfig } from '../config.ts';

let place: TempDir;
let dataDir: string;
beforeEach(async () => {
  place = await tempDir();
  dataDir = join(place.path, 'data');
});
afterEach(() => place.remove());

const options = (keptSecrets: 'make' | 'read') => ({ cwd: place.path, root: place.path, keptSecrets });
const make = (env: Record<string, string> = {}) => loadConfig(env, options('make'));
const read = (env: Record<string, string> = {}) => loadConfig(env, options('read'));
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('the secrets kept on one machine', () => {
  it('are made on the first start and found by every later one', () => {
    const first = make();
    expect(first.secrets).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(first.secretKeyBase).toMatch(/^[0-9a-f]{128}$/);
    expect(first.fsapiPassword).toBe(first.secrets[0]);
    expect(make()).toEqual(first);
    expect(read()).toEqual(first);
  });

  it('are for the eyes of their owner only, and leave no draft behind', () => {
    make();
    expect(mode(dataDir)).toBe('700');
    expect(readdirSync(dataDir).sort()).toEqual(['loadbalancer-secret', 'secret-key-base']);
    expect(readdirSync(dataDir).map((name) => mode(join(dataDir, name)))).toEqual(['600', '600']);
  });

  it('are not made by what only reads', () => {
    expect(read()).toMatchObject({ secrets: [], secretKeyBase: undefined });
    expect(readdirSync(place.path)).toEqual([]);
  });

  it('give way to the variables, one by one', () => {
    const config = make({ LOADBALANCER_SECRETS: 'a:b' });
    expect(config.secrets).toEqual(['a', 'b']);
    expect(config.secretKeyBase).toMatch(/^[0-9a-f]{128}$/);
    expect(readdirSync(dataDir)).toEqual(['secret-key-base']);
  });

  it('are left alone where PostgreSQL or Redis is shared by several machines', () => {
    make();
    expect(make({ REDIS_URL: 'redis://r' }).secrets).toEqual([]);
    expect(make({ DATABASE_URL: 'postgres://d/s' }).secretKeyBase).toBeUndefined();
  });

  it('leave the rights of a directory that was there as they are', () => {
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o755);
    make();
    expect(mode(dataDir)).toBe('755');
  });

  it('that are empty or cannot be kept stop the start with one line', () => {
    mkdirSync(dataDir);
    const path = join(dataDir, 'loadbalancer-secret');
    writeFileSync(path, '\n');
    expect(() => make()).toThrow(new ConfigError(`${path} is empty: remove it to have a new secret made`));
    writeFileSync(join(place.path, 'file'), '');
    expect(() => make({ DATA_DIR: 'file/data' })).toThrow(ConfigError);
  });

  it('are shown by their place, never by their value', () => {
    const { secrets } = make();
    const rows = describeConfig({}, options('read'));
    expect(rows.find((row) => row.name === 'LOADBALANCER_SECRET')).toEqual({
      name: 'LOADBALANCER_SECRET',
      value: '*****',
      source: 'kept in DATA_DIR',
    });
    expect(JSON.stringify(rows)).not.toContain(secrets[0]);
  });

  it('are the same for eight processes that start at the same moment', async () => {
    const script = `
      import { loadConfig } from ${JSON.stringify(join(root, 'src/config.ts'))};
      process.stdin.once('data', () => {
        const config = loadConfig({}, { root: ${JSON.stringify(place.path)}, keptSecrets: 'make' });
        console.log(config.secrets[0] + config.secretKeyBase);
        process.stdin.destroy();
      });
      console.log('ready');`;
    const start = () => startChild(process.execPath, ['--input-type=module', '--eval', script]);
    const children = await Promise.all(Array.from({ length: 8 }, start));
    await Promise.all(children.map((child) => child.stdout.match(/ready/)));
    for (const child of children) child.stdin.write('go\n');
    const found = await Promise.all(children.map((child) => child.stdout.match(/[0-9a-f]{192}/)));
    expect(new Set(found.map(([secrets]) => secrets)).size).toBe(1);
    expect(readFileSync(join(dataDir, 'loadbalancer-secret'), 'utf8').trim()).toBe(
      found[0]?.[0].slice(0, 64),
    );
    await Promise.all(children.map((child) => child.exited));
  });
});
