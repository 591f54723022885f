import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort, root, startProcess, tempDir, waitForAnswer } from './helpers/index.ts';
import { findProgram, hasProgram } from './helpers/programs.ts';
import { startHttp } from './helpers/servers.ts';

describe.skipIf(!hasProgram('haproxy'))('the configuration of HAProxy', () => {
  it('is such as HAProxy takes', async () => {
    const file = await configuration({ bind: ':80', api: '127.0.0.1:3000' });
    expect(
      execFileSync(findProgram('haproxy'), ['-c', '-f', file], { encoding: 'utf8', stdio: 'pipe' }),
    ).toMatch(/^(Configuration file is valid)?\n?$/);
  });

  it('passes metrics on to nobody, however their path is spelled that the API knows', async () => {
    const { port: api } = await startHttp((request, response) => response.end(request.url));
    const port = await freePort();
    const file = await configuration({ bind: `127.0.0.1:${port}`, api: `127.0.0.1:${api}` });
    const haproxy = await startProcess({ command: findProgram('haproxy'), args: ['-db', '-f', file] });
    onTestFinished(async () => void (await haproxy.stop()));
    const passed = await waitForAnswer(`http://127.0.0.1:${port}/bigbluebutton/api`);
    expect(await passed.text()).toBe('/bigbluebutton/api');
    for (const path of ['/metrics', '/metrics/', '//metrics', '/metrics//', '/metrics?x=1']) {
      const { status } = await fetch(`http://127.0.0.1:${port}${path}`);
      expect([path, status]).toEqual([path, 404]);
    }
  });
});

/** As it is given, with two APIs at one address. Names are resolved as it is read. */
async function configuration({
  bind,
  api,
}: {
  readonly bind: string;
  readonly api: string;
}): Promise<string> {
  const directory = await tempDir();
  onTestFinished(() => directory.remove());
  const given = await readFile(join(root, 'deploy/high-availability/haproxy.cfg'), 'utf8');
  const file = join(directory.path, 'haproxy.cfg');
  const text = given.replaceAll(/api\d\.example\.com:3000/g, api).replace('bind :80', `bind ${bind}`);
  await writeFile(file, text);
  return file;
}
