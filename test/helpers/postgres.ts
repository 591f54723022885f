import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { findProgram, postgresUser } from './programs.ts';
import { type Service, startService } from './service.ts';
import { tempDir } from './temp-dir.ts';

// Nothing here has to survive a power cut.
const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
const lean = [
  'max_connections=200',
  'shared_buffers=32MB',
  'unix_socket_directories=',
  'dynamic_shared_memory_type=mmap',
];
const loopback = ['listen_addresses=127.0.0.1'];

/** A PostgreSQL with one database, `postgres`. `parent`: where its directory goes; default: the run's. */
export async function startPostgres(options: { readonly parent?: string } = {}): Promise<Service> {
  const port = await freePort();
  const { path: directory } = await tempDir(options.parent);
  const user = postgresUser();
  if (user) chownSync(directory, user.uid, user.gid);
  const data = join(directory, 'data');
  const initArgs = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const made = spawnSync(findProgram('initdb'), initArgs, { ...user, cwd: directory, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const settings = [...fast, ...lean, ...loopback, `port=${port}`].flatMap((setting) => ['-c', setting]);
  return startService({
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    command: findProgram('postgres'),
    args: ['-D', data, ...settings],
    options: { ...user, cwd: directory },
    directory,
    ready: /database system is ready to accept connections/,
    // Fast shutdown: SIGTERM would wait for clients to leave.
    stopSignal: 'SIGINT',
  });
}
