import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../test/helpers/index.ts';
import { loadConfig } from '../../config.ts';
import { checkDirectories } from './directories.ts';

async function told(env: Record<string, string>): Promise<string[]> {
  const findings = await checkDirectories(loadConfig(env));
  return findings.map(({ severity, text }) => `${severity}: ${text}`);
}

async function directory(): Promise<string> {
  const { path, remove } = await tempDir();
  onTestFinished(remove);
  return path;
}

it('the doctor finds nothing where directories are there or will be made', async () => {
  const path = await directory();
  await mkdir(join(path, 'recordings', 'spool'), { recursive: true });
  const found = await told({ DATA_DIR: path });
  expect(found).toHaveLength(5);
  expect(found[0]).toBe(`ok: DATA_DIR (${path}) can be written to and has room`);
  expect(found.filter((text) => !text.startsWith('ok: '))).toEqual([]);
});

it('the doctor finds directories that are missing or none, and secrets that others can read', async () => {
  const path = await directory();
  const file = join(path, 'loadbalancer-secret');
  await writeFile(file, 'hush', { mode: 0o644 });
  const directories = {
    RECORDING_SPOOL_DIR: join(path, 'nowhere'),
    RECORDING_WORK_DIR: file,
    RECORDING_PUBLISH_DIR: path,
    RECORDING_UNPUBLISH_DIR: path,
  };
  const shared = { DATABASE_URL: 'postgres://db/x', REDIS_URL: 'redis://cache' };
  const found = await told({ ...shared, ...directories, DATA_DIR: path });
  expect(found.filter((text) => !text.startsWith('ok: '))).toEqual([
    `problem: RECORDING_SPOOL_DIR (${path}/nowhere) is not there`,
    `problem: RECORDING_WORK_DIR (${file}) is no directory`,
    `warning: ${file} holds secrets and can be read by other users`,
  ]);
  expect(await told({ ...shared, RECORDING_DISABLED: 'true', DATA_DIR: '/nowhere' })).toEqual([]);
});
