import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../helpers/process.ts';
import { cache, inContainer, must } from './buildah.ts';

/** The targets of the Dockerfile. */
export const targets = ['api', 'poller', 'recording-importer', 'nginx', 'general'] as const;
export type Target = (typeof targets)[number];

/** As the guide tags them. */
export function imageName(target: Target): string {
  return `localhost/scalelite:test${target === 'general' ? '' : `-${target}`}`;
}

/** Builds one image; what the targets have in common is built once. */
export async function build(target: Target): Promise<void> {
  const secrets = (await hostSettings()).flatMap(([id, source]) => ['--secret', `id=${id},src=${source}`]);
  const options = ['--layers', '--pull-never', '--format', 'docker', '--build-arg', 'BUILD_NUMBER=test'];
  const what = ['--target', target, '--tag', imageName(target)];
  await must('buildah', 'bud', ...options, ...secrets, ...what, root);
}

/** How this machine reaches its package registries, as files for the build alone. */
async function hostSettings(): Promise<[id: string, source: string][]> {
  const npm = (name: string) => must('npm', 'config', 'get', name);
  const own = await readFile(await npm('userconfig'), 'utf8').catch(() => '');
  const ca = certificates(await npm('cafile'));
  const lines = [
    own,
    `registry=${await npm('registry')}`,
    ...(ca === undefined ? [] : [`cafile=${CA_FILE}`]),
  ];
  const apt = (await must('apt-config', 'dump'))
    .split('\n')
    .filter((line) => /^Acquire::[^ ]+ "[^"]/.test(line));
  return [
    ['npmrc', await secretFile('npmrc', lines)],
    ['apt', await secretFile('apt.conf', apt)],
    ...(ca === undefined ? [] : ([['ca', ca]] satisfies [string, string][])),
  ];
}

/** Of whoever stands between this machine and a registry. */
function certificates(npmHas: string): string | undefined {
  const { NODE_EXTRA_CA_CERTS: ofNode, SSL_CERT_FILE: ofAll } = process.env;
  return [npmHas, ofNode, ofAll].find((file) => file !== undefined && existsSync(file));
}

/** Where the Dockerfile mounts it. */
const CA_FILE = '/etc/ssl/certs/ca-certificates.crt';

async function secretFile(name: string, lines: readonly string[]): Promise<string> {
  const path = join(cache, name);
  await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  return path;
}

/** The disk space of all its files, in bytes. */
export function sizeOf(image: string): Promise<number> {
  return inContainer(image, async (_container, directory) => {
    return Number((await must('du', '--summarize', '--block-size=1', directory)).split('\t')[0]);
  });
}
