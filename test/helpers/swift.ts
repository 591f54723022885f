import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, statfs, writeFile } from 'node:fs/promises';
import { release, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Child, startChild } from './child.ts';
import { freePort } from './ports.ts';
import { waitForAnswer } from './process.ts';
import { tempDir } from './temp-dir.ts';

/** An S3 of the test's own: OpenStack Swift, whose S3 is spoken in production and which Debian has. */
export interface S3Server {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  dispose(): Promise<void>;
}

const PROXY = '/usr/bin/swift-proxy-server';
/** Debian's, which knows Debian's packages. */
const PYTHON = '/usr/bin/python3';
const STORES = ['account', 'container', 'object'] as const;

/** Whether it is installed: `npm test` sees to it on Debian where it may. */
export const hasS3Server = [PROXY, ...STORES.map((name) => `/usr/bin/swift-${name}-server`)].every(
  existsSync,
);

/** Takes about five seconds: share it among the tests of a file. */
export async function startS3Server(): Promise<S3Server> {
  const directory = await tempDir();
  const disk = await diskDirectory(directory.path);
  const ports = { account: await freePort(), container: await freePort(), object: await freePort() };
  const proxyPort = await freePort();
  await writeConfiguration(directory.path, disk.path, ports, proxyPort);
  const file = (name: string): string => join(directory.path, `${name}.conf`);
  const children = await Promise.all([
    ...STORES.map((name) => startChild(`/usr/bin/swift-${name}-server`, [file(name)])),
    startChild(PROXY, [file('proxy')]),
  ]);
  const dispose = async (): Promise<void> => {
    // Nothing of it is kept.
    await Promise.all(children.map((child) => child.stop('SIGKILL')));
    await Promise.all([directory.remove(), disk.remove()]);
  };
  try {
    await allAnswer([...Object.values(ports), proxyPort], children);
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    endpoint: `http://127.0.0.1:${proxyPort}`,
    credentials: { accessKeyId: 'test:tester', secretAccessKey: 'testing' },
    dispose,
  };
}

/** In memory, since it syncs each write: where there is room, and the kernel lets files have the attributes it needs. */
async function diskDirectory(otherwise: string): ReturnType<typeof tempDir> {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  const takesAttributes = major > 6 || (major === 6 && minor >= 6);
  const hasRoom = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize > 512 * 2 ** 20,
    () => false,
  );
  return tempDir(takesAttributes && hasRoom ? MEMORY : otherwise);
}

const MEMORY = '/dev/shm';

type Ports = Readonly<Record<(typeof STORES)[number], number>>;

async function writeConfiguration(
  directory: string,
  disk: string,
  ports: Ports,
  proxyPort: number,
): Promise<void> {
  await mkdir(join(disk, 'd1'), { recursive: true });
  const write = (name: string, lines: readonly string[]): Promise<void> =>
    writeFile(join(directory, `${name}.conf`), `${lines.join('\n')}\n`);
  const common = (port: number): string[] => [
    '[DEFAULT]',
    'bind_ip = 127.0.0.1',
    `bind_port = ${port}`,
    'workers = 0',
    `user = ${userInfo().username}`,
    `swift_dir = ${directory}`,
    `devices = ${disk}`,
    'mount_check = false',
    'disable_fallocate = true',
  ];
  await write('swift', ['[swift-hash]', 'swift_hash_path_suffix = a', 'swift_hash_path_prefix = b']);
  for (const name of STORES) {
    const app = [
      '[pipeline:main]',
      `pipeline = ${name}-server`,
      `[app:${name}-server]`,
      `use = egg:swift#${name}`,
    ];
    await write(name, [...common(ports[name]), ...app]);
  }
  await write('proxy', [...common(proxyPort), ...PROXY_PIPELINE]);
  await promisify(execFile)(PYTHON, ['-c', RINGS, directory, JSON.stringify(ports)]);
}

const PROXY_PIPELINE = [
  '[pipeline:main]',
  'pipeline = catch_errors gatekeeper cache bulk s3api tempauth slo proxy-server',
  '[app:proxy-server]',
  'use = egg:swift#proxy',
  'account_autocreate = true',
  '[filter:tempauth]',
  'use = egg:swift#tempauth',
  'user_test_tester = testing .admin',
  '[filter:s3api]',
  'use = egg:swift#s3api',
  'location = us-east-1',
  '[filter:cache]',
  // It wants one named, and does without.
  'use = egg:swift#memcache',
  'memcache_servers = 127.0.0.1:1',
  ...['slo', 'bulk', 'catch_errors', 'gatekeeper'].flatMap((name) => [
    `[filter:${name}]`,
    `use = egg:swift#${name}`,
  ]),
];

/** Where each kind of thing lies: all of it on the one device. */
const RINGS = `
import json, sys
from swift.common.ring import RingBuilder
directory, ports = sys.argv[1], json.loads(sys.argv[2])
for name, port in ports.items():
    builder = RingBuilder(2, 1, 1)
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1.0, 'device': 'd1', 'meta': '',
        'ip': '127.0.0.1', 'port': port, 'replication_ip': '127.0.0.1', 'replication_port': port})
    builder.rebalance()
    builder.get_ring().save(directory + '/' + name + '.ring.gz')
`;

async function allAnswer(ports: readonly number[], children: readonly Child[]): Promise<void> {
  // Whatever is answered: they listen.
  const answers = ports.map((port) =>
    waitForAnswer(`http://127.0.0.1:${port}/`, { withinMs: 45_000, accept: () => true }),
  );
  const ended = children.map(async (child) => {
    await child.exited;
    throw new Error('one of its servers ended');
  });
  try {
    await Promise.race([Promise.all(answers), ...ended]);
  } catch (cause) {
    const said = children.map((child) => child.output.text()).join('\n');
    throw new Error(`Swift did not start:\n${said}`, { cause });
  }
}
