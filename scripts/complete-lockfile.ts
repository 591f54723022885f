/**
 * Completes package-lock.json after dependencies were changed against a registry that lacks some packages for
 * other systems: npm leaves those out and then refuses its own lock file (`npm ci`: "Missing: … from lock
 * file"). What is added is told by the package that names them (its exact version) and by their names.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface Entry {
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface LockFile {
  packages: Readonly<Record<string, Entry>>;
}

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

const file = new URL('../package-lock.json', import.meta.url);
const lock: LockFile = JSON.parse(readFileSync(file, 'utf8'));
const added = Object.values(lock.packages).flatMap(missingPlatforms);
const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(added) });
packages.sort(([a], [b]) => (a < b ? -1 : 1));
if (added.length > 0) {
  lock.packages = Object.fromEntries(packages);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${added.length} packages of other systems added`);

function missingPlatforms(parent: Entry): [string, object][] {
  return Object.entries(parent.optionalDependencies ?? {}).flatMap(([name, version]): [string, object][] => {
    const path = `node_modules/${name}`;
    const platform = platformOf(name);
    if (path in lock.packages || !platform || !/^\d+\.\d+\.\d+$/.test(version)) return [];
    return [[path, { version, ...platform, ...(parent.dev ? { dev: true } : {}), optional: true }]];
  });
}

/** From names such as `…/binding-linux-arm-musleabihf` or `…/cli-darwin-x64`. */
function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } | undefined {
  const parts = name.split('-');
  const os = parts.find((part) => SYSTEMS.includes(part));
  const cpu = parts.find((part) => PROCESSORS.includes(part));
  if (os === undefined || cpu === undefined) return undefined;
  const musl = parts.some((part) => part.startsWith('musl'));
  const glibc = parts.some((part) => part.startsWith('gnu'));
  return {
    os: [os],
    cpu: [cpu],
    ...(musl ? { libc: ['musl'] } : glibc && cpu !== 'arm' ? { libc: ['glibc'] } : {}),
  };
}
