import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import { freePort } from './ports.ts';
import { root, waitForAnswer } from './process.ts';
import { findProgram, hasProgram } from './programs.ts';
import { tempDir } from './temp-dir.ts';

export const hasNginx = hasProgram('nginx');

export interface Nginx {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Stops it and removes its files. */
  close(): Promise<void>;
}

/** Debian's nginx with deploy/high-availability/nginx.conf before these two APIs. */
export async function startNginx(apis: readonly [string, string]): Promise<Nginx> {
  const directory = await tempDir();
  const port = await freePort();
  const site = await readFile(join(root, 'deploy/high-availability/nginx.conf'), 'utf8');
  const here = site
    .replace('api1.example.com:3000', new URL(apis[0]).host)
    .replace('api2.example.com:3000', new URL(apis[1]).host)
    .replace('listen 80;', `listen 127.0.0.1:${port};`);
  const file = join(directory.path, 'nginx.conf');
  await writeFile(file, around(directory.path, here));
  const child = await startChild(findProgram('nginx'), ['-p', directory.path, '-c', file]);
  const origin = `http://127.0.0.1:${port}`;
  await waitForAnswer(`${origin}/healthz`);
  return { origin, close: () => end(child).then(() => directory.remove()) };
}

function around(directory: string, site: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${directory}/${name};`,
  );
  return [
    ...['daemon off;', `pid ${directory}/pid;`, 'error_log stderr crit;', 'worker_processes 2;'],
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    ...['events { worker_connections 512; }', 'http {', '  access_log off;', ...temporary, site, '}', ''],
  ].join('\n');
}

async function end(child: Child): Promise<void> {
  await child.stop('SIGTERM');
}
