import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The absolute path of a program on PATH or where Debian keeps PostgreSQL's (newest first) and nginx. */
export function findProgram(name: string): string {
  const found = whereIs(name);
  if (!found)
    throw new Error(`${name} is missing: install it (Debian: apt-get install redis-server postgresql)`);
  return found;
}

export function hasProgram(name: string): boolean {
  return whereIs(name) !== undefined;
}

function whereIs(name: string): string | undefined {
  const directories = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...postgresDirectories(),
    '/usr/sbin',
  ];
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function postgresDirectories(): string[] {
  const base = '/usr/lib/postgresql';
  try {
    const versions = readdirSync(base).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(base, version, 'bin'));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root: the user it runs as then. Undefined: as whoever runs the tests. */
export function postgresUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((row) => row.split(':'));
  const row = ['postgres', 'nobody'].flatMap((name) => rows.filter((fields) => fields[0] === name)).at(0);
  if (!row) throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody');
  return { uid: Number(row[2]), gid: Number(row[3]) };
}
