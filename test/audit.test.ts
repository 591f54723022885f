import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root, runProcess, tempDir } from './helpers/index.ts';
import { startHttp } from './helpers/servers.ts';

const LOCKED = {
  name: 'a',
  version: '1.0.0',
  lockfileVersion: 3,
  packages: {
    '': { name: 'a', version: '1.0.0', dependencies: { ill: '1.0.0' }, devDependencies: { tool: '1.0.0' } },
    'node_modules/ill': { version: '1.0.0', integrity: 'sha512-AAAA' },
    'node_modules/tool': { version: '1.0.0', integrity: 'sha512-AAAA', dev: true },
  },
};

/** `scripts/audit` on a package with a dependency, and a registry that says this of it. */
async function audit(status: number, advisories: object) {
  const directory = await tempDir();
  onTestFinished(() => directory.remove());
  const { '': manifest } = LOCKED.packages;
  await writeFile(join(directory.path, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(directory.path, 'package-lock.json'), JSON.stringify(LOCKED));
  const { port } = await startHttp((request, response) => {
    request.resume();
    response.writeHead(request.method === 'POST' ? status : 404, { 'content-type': 'application/json' });
    response.end(request.method === 'POST' ? JSON.stringify(advisories) : '{}');
  });
  const env = { npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: directory.path };
  const { code, stdout } = await runProcess({ command: 'scripts/audit', args: [directory.path], env });
  return { code, stdout };
}

const advisory = (severity: string) => ({
  ...{ id: 1, url: 'https://advisories.example/1', title: 'It breaks', severity },
  vulnerable_versions: '<2.0.0',
});

describe('the audit of dependencies', () => {
  it('tells what is known, what is not, and that the registry does not say', async () => {
    const [ill, mild, tool, well, mute] = await Promise.all([
      audit(200, { ill: [advisory('high')] }),
      audit(200, { ill: [advisory('low')] }),
      audit(200, { tool: [advisory('critical')] }),
      audit(200, {}),
      audit(405, {}),
    ]);
    expect(ill).toMatchObject({ code: 1, stdout: expect.stringContaining('It breaks') });
    for (const fine of [mild, tool, well])
      expect(fine).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing of high severity') });
    expect(mute).toMatchObject({ code: 2, stdout: expect.stringContaining('does not say') });
  }, 60_000);
});

describe('what is installed for production', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; hasInstallScript?: boolean; integrity?: string }>;
  };
  const used = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);

  it('is what was locked, by its hash', () => {
    expect(used.length).toBeGreaterThan(10);
    expect(
      used.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? '')).map(([path]) => path),
    ).toEqual([]);
  });

  it('runs nothing while it is installed', () => {
    expect(used.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  });
});
