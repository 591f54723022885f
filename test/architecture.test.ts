import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './helpers/index.ts';

/** A room is a folder of src/, or `wiring`: the files beside the folders that put all together. */
type Room = string;

const roomOfFile: Readonly<Record<string, Room>> = { 'config.ts': 'config', 'logger.ts': 'logger' };

/** Rules and the ports they need; what does I/O is given to them. */
const rules = ['cluster', 'recordings', 'callbacks', 'audit', 'access', 'operations'];
const inner = ['bbb', ...rules];

/** The import arrows: what each room may import besides itself (docs/architecture.md). */
const mayImport: Readonly<Record<Room, readonly Room[]>> = {
  bbb: [],
  cluster: ['bbb'],
  recordings: ['bbb', 'cluster'],
  callbacks: ['bbb', 'cluster', 'recordings'],
  audit: ['bbb', 'cluster', 'recordings'],
  access: ['bbb', 'cluster'],
  operations: ['bbb', 'cluster', 'recordings', 'callbacks', 'audit', 'access'],
  config: [],
  logger: [],
  telemetry: ['bbb', 'cluster', 'recordings', 'callbacks'],
  store: inner,
  http: [...inner, 'telemetry'],
  poller: inner,
  importer: inner,
  cli: [...inner, 'config', 'simulator'],
  outgoing: ['cluster'],
  simulator: ['bbb'],
  wiring: [
    ...inner,
    'config',
    'logger',
    'store',
    'http',
    'poller',
    'importer',
    'outgoing',
    'telemetry',
    'cli',
    'simulator',
  ],
};

/** Types of these vanish when the program runs, so everybody may name them. */
const freeAsTypes: Readonly<Record<Room, readonly Room[]>> = {
  config: ['bbb'],
  ...Object.fromEntries(
    [...rules, 'store', 'http', 'poller', 'importer', 'cli'].map((room) => [room, ['config']]),
  ),
};

/** Each package has its rooms, so that a change of library stays in one place. */
const packageRooms: Readonly<Record<string, readonly Room[]>> = {
  '@aws-sdk/client-s3': ['store'],
  '@fastify/busboy': ['http', 'simulator'],
  commander: ['cli'],
  ioredis: ['store'],
  pg: ['store'],
  pino: ['logger'],
  saxes: ['bbb', 'simulator'],
  undici: ['bbb', 'outgoing'],
  yaml: ['cli', 'http', 'store'],
  zod: ['config', 'operations', 'simulator'],
};

/** The rules do no I/O: what they need they are given. */
const pureNodeModules = ['node:buffer', 'node:crypto', 'node:util'];

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly kind: 'value' | 'type';
}

const sources = filesBelow('src').filter((file) => file.endsWith('.ts'));
/** Tests, and the suites and fixtures they share, may use what they like. */
const program = sources.filter(
  (file) => !/(\.(test|contract)|\/fixture|\/testing)\.ts$|\/contract\//.test(file),
);
const imports = program.flatMap(importsOf);

describe('the architecture', () => {
  it('has an arrow for every room', () => {
    expect([...new Set(program.map(roomOf))].filter((room) => !(room in mayImport))).toEqual([]);
    expect(imports.length).toBeGreaterThan(50);
  });

  it('keeps its import arrows', () => {
    expect(imports.filter((one) => one.specifier.startsWith('.') && !isAllowed(one)).map(shown)).toEqual([]);
  });

  it('lets nothing outside tests import from test/, scripts/ or bench/', () => {
    const outside = imports.filter((one) => one.specifier.startsWith('.') && !target(one).startsWith('src/'));
    expect(outside.map(shown)).toEqual([]);
  });

  it('imports with the file ending that Node needs', () => {
    const bare = imports.filter(
      ({ specifier }) => specifier.startsWith('.') && !/\.(ts|json)$/.test(specifier),
    );
    expect(bare.map(shown)).toEqual([]);
  });

  it('uses each package in its own rooms only', () => {
    const misplaced = imports.filter((one) => {
      const name = /^(@[^/]+\/[^/]+|[^./][^/]*)/.exec(one.specifier)?.[0];
      if (name === undefined || name.startsWith('node:')) return false;
      return !(packageRooms[name] ?? []).includes(roomOf(one.from));
    });
    expect(misplaced.map(shown)).toEqual([]);
  });

  it('lets the rules do no I/O', () => {
    const impure = imports.filter(
      (one) =>
        rules.includes(roomOf(one.from)) &&
        one.kind !== 'type' &&
        one.specifier.startsWith('node:') &&
        !pureNodeModules.includes(one.specifier),
    );
    expect(impure.map(shown)).toEqual([]);
  });

  it('reads the environment in config.ts alone; main.ts hands it on', () => {
    expect(filesWith(/\bprocess\.env\b|\bfrom 'node:process'/)).toEqual(['src/config.ts', 'src/main.ts']);
  });

  it('exits the process in main.ts alone', () => {
    expect(filesWith(/\bprocess\.(exit\(|exitCode\b|abort\()/)).toEqual(['src/main.ts']);
  });
});

describe('the repository', () => {
  it('names no directory of the machine it was written on', () => {
    const pattern = new RegExp(`(^|[^A-Za-z0-9_.])/(${['wo', 'rk'].join('')}|home|Users)/`, 'm');
    const files = ['src', 'test', 'bin', 'scripts', 'docs', 'bench', '.ci'].flatMap(filesBelow);
    expect(files.filter((file) => pattern.test(read(file)))).toEqual([]);
  });

  it('has a lock file that works with every registry', () => {
    expect(read('package-lock.json')).not.toContain('"resolved": "http');
  });
});

function isAllowed(one: Import): boolean {
  const [from, to] = [roomOf(one.from), roomOf(target(one))];
  if (from === to || mayImport[from]?.includes(to)) return true;
  return one.kind === 'type' && (freeAsTypes[from]?.includes(to) ?? false);
}

function roomOf(file: string): Room {
  const [, first = '', ...rest] = file.split('/');
  return rest.length > 0 ? first : (roomOfFile[first] ?? 'wiring');
}

function target(one: Import): string {
  return join(dirname(one.from), one.specifier);
}

function shown(one: Import): string {
  return `${one.from} → ${one.specifier}${one.kind === 'value' ? '' : ` (${one.kind})`}`;
}

function importsOf(file: string): Import[] {
  const code = read(file);
  const statements =
    /^(?:import|export)\b(?<type> type\b)?(?:[\w\s{},*$]*?\bfrom)?\s*'(?<specifier>[^'\n]+)'/gm;
  const calls = /\bimport\(\s*'(?<specifier>[^'\n]+)'/g;
  return [...code.matchAll(statements), ...code.matchAll(calls)].map((match) => ({
    from: file,
    specifier: match.groups?.['specifier'] ?? '',
    kind: match.groups?.['type'] ? 'type' : 'value',
  }));
}

function filesWith(pattern: RegExp): string[] {
  return program.filter((file) => pattern.test(read(file))).sort();
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** All files, relative to the repository's root; none when there is no such directory. */
function filesBelow(directory: string): string[] {
  try {
    return readdirSync(join(root, directory), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  } catch {
    return [];
  }
}
