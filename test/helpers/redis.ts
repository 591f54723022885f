import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { findProgram } from './programs.ts';
import { type Service, startService } from './service.ts';
import { tempDir } from './temp-dir.ts';

export interface RedisOptions {
  /** Further lines of its configuration file; later ones win. */
  readonly config?: readonly string[];
  readonly sentinel?: boolean;
  /** Data outlives stop, kill and start. Default: it starts empty each time. */
  readonly keepsData?: boolean;
  /** Where its directory goes; default: the run's. */
  readonly parent?: string;
}

export async function startRedis(options: RedisOptions = {}): Promise<Service> {
  const port = await freePort();
  const { path: directory } = await tempDir(options.parent);
  const file = join(directory, 'redis.conf');
  await writeFile(file, `${configuration(port, directory, options).join('\n')}\n`);
  return startService({
    url: `redis://127.0.0.1:${port}`,
    port,
    command: findProgram('redis-server'),
    args: options.sentinel ? [file, '--sentinel'] : [file],
    options: { cwd: directory },
    directory,
    ready: options.sentinel ? /Sentinel ID is/ : /Ready to accept connections/,
    stopSignal: 'SIGTERM',
  });
}

function configuration(port: number, directory: string, options: RedisOptions): string[] {
  const storage = options.sentinel
    ? []
    : ['save ""', `appendonly ${options.keepsData ? 'yes' : 'no'}`, 'appendfsync always'];
  return ['bind 127.0.0.1', `port ${port}`, `dir ${directory}`, ...storage, ...(options.config ?? [])];
}
