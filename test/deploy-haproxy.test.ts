import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from './helpers/index.ts';
import { root } from './helpers/process.ts';
import { findProgram, hasProgram } from './helpers/programs.ts';

it.skipIf(!hasProgram('haproxy'))('the configuration of HAProxy is such as HAProxy takes', async () => {
  const directory = await tempDir();
  onTestFinished(() => directory.remove());
  const given = await readFile(join(root, 'deploy/high-availability/haproxy.cfg'), 'utf8');
  const file = join(directory.path, 'haproxy.cfg');
  // Names are resolved as it is read.
  await writeFile(file, given.replaceAll(/api\d\.example\.com/g, '127.0.0.1'));
  expect(
    execFileSync(findProgram('haproxy'), ['-c', '-f', file], { encoding: 'utf8', stdio: 'pipe' }),
  ).toMatch(/^(Configuration file is valid)?\n?$/);
});
