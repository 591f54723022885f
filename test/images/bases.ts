import { cp, mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../helpers/process.ts';
import { cache, inContainer, must, run } from './buildah.ts';

const LIBRARY = 'docker.io/library/';
/** Then they are made anew: Debian has had updates. */
const KEEP_MS = 7 * 86_400_000;

export interface Bases {
  readonly base: string;
  readonly builder: string;
}

/** The images that the Dockerfile stands on by default, by their whole names. */
export async function basesOfDockerfile(): Promise<Bases> {
  const text = await readFile(join(root, 'Dockerfile'), 'utf8');
  const argument = (name: string): string => {
    const value = new RegExp(`^ARG ${name}=(\\S+)$`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`The Dockerfile has no ARG ${name} with a default`);
    return LIBRARY + value;
  };
  return { base: argument('BASE'), builder: argument('BUILDER') };
}

/** Makes stand-ins for both from Debian's packages, the pinned Node and this machine's npm; or takes those of the last run. */
export async function provideBases({ base, builder }: Bases): Promise<void> {
  const stamp = join(cache, 'bases.json');
  const made = await readFile(stamp, 'utf8').then(JSON.parse, () => undefined);
  const isFresh = made?.node === process.version && Date.now() - made.at < KEEP_MS;
  if (isFresh && (await exists(base)) && (await exists(builder))) return;
  await rm(stamp, { force: true });
  await makeBase(base);
  await makeBuilder(base, builder);
  await writeFile(stamp, JSON.stringify({ node: process.version, at: Date.now() }));
}

async function exists(image: string): Promise<boolean> {
  return (await run('buildah', ['inspect', '--type', 'image', image])).code === 0;
}

async function makeBase(image: string): Promise<void> {
  await inContainer('scratch', async (container, directory) => {
    await must('debootstrap', '--variant=minbase', 'bookworm', directory);
    // A slim image has none of these, and what a build removes of them would count for it.
    for (const path of NOT_IN_SLIM) await emptyDirectory(join(directory, path));
    await must('buildah', 'commit', '--quiet', container, image);
  });
}

const NOT_IN_SLIM = [
  ...['var/cache/apt', 'var/lib/apt/lists', 'var/log'],
  ...['usr/share/doc', 'usr/share/info', 'usr/share/locale', 'usr/share/man'],
];

async function emptyDirectory(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path);
}

async function makeBuilder(base: string, image: string): Promise<void> {
  const npm = dirname(dirname(await realpath(await must('sh', '-c', 'command -v npm'))));
  await inContainer(base, async (container, directory) => {
    const local = join(directory, 'usr/local');
    await cp(process.execPath, join(local, 'bin/node'));
    await cp(npm, join(local, 'lib/node_modules/npm'), { recursive: true });
    await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'));
    await must('buildah', 'commit', '--quiet', container, image);
  });
}
