import { spawn } from 'node:child_process';
import { mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Room for the two bases, the five images and what they are built in. */
const NEEDED_BYTES = 4 * 1024 ** 3;

/** Where everything is that the run keeps or makes: outside of the repository, and of the machine's own images. */
export const cache = process.env['IMAGES_CACHE'] ?? '';

/** Gives buildah a storage of its own in the cache. */
export function prepareStorage(): void {
  if (cache === '') throw new Error('IMAGES_CACHE is not set: start this with `npm run test:images`');
  const { bavail, bsize } = statfsSync(cache);
  if (bavail * bsize < NEEDED_BYTES) {
    throw new Error(`${cache} has ${Math.round((bavail * bsize) / 1e6)} MB left; building takes 4,000 MB`);
  }
  mkdirSync(join(cache, 'run'), { recursive: true });
  const paths = `runroot = "${join(cache, 'run')}"\ngraphroot = "${join(cache, 'storage')}"\n`;
  writeFileSync(storageConf(), `[storage]\ndriver = "overlay"\n${paths}`);
  // Nothing is fetched from a registry: an image that is not here is an error at once.
  writeFileSync(join(cache, 'registries.conf'), 'unqualified-search-registries = ["docker.io"]\n');
}

function storageConf(): string {
  return join(cache, 'storage.conf');
}

/** Of everything that runs buildah. */
export function buildahEnv(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CONTAINERS_STORAGE_CONF: storageConf(),
    CONTAINERS_REGISTRIES_CONF: join(cache, 'registries.conf'),
    BUILDAH_ISOLATION: 'chroot',
  };
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[]): Promise<Finished> {
  const child = spawn(command, args, { env: buildahEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { code, ...texts };
}

/** Runs it and returns what it prints, trimmed. Throws its last lines when it fails. */
export async function must(command: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(command, args);
  if (code === 0) return stdout.trim();
  const told = `${stdout}\n${stderr}`.trim().split('\n').slice(-30).join('\n');
  throw new Error(`${command} ${args[0]} failed (${code}):\n${told}`);
}

/** Works in the root directory of an image, as it will be when `work` is done with it. */
export async function inContainer<T>(
  image: string,
  work: (container: string, directory: string) => Promise<T>,
): Promise<T> {
  const container = await must('buildah', 'from', '--pull-never', image);
  try {
    return await work(container, await must('buildah', 'mount', container));
  } finally {
    await must('buildah', 'rm', container);
  }
}

/** Removes all containers, all images but these, and what builds have left of layers. */
export async function tidy(kept: readonly string[]): Promise<void> {
  await must('buildah', 'rm', '--all');
  const rows = await must('buildah', 'images', '--format', '{{.Name}}:{{.Tag}}');
  const gone = rows.split('\n').filter((name) => name.includes('/') && !kept.includes(name));
  for (const name of gone) await must('buildah', 'rmi', name);
  await must('buildah', 'rmi', '--prune');
}
