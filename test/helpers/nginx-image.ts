import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './process.ts';

/** Has the image's `start` make the configuration, and nginx check it. */
export function makeConfiguration(place: string, env: Record<string, string> = {}) {
  // nginx lies in /usr/sbin, which is not on everybody's PATH.
  const own = { PATH: `${process.env['PATH']}:/usr/sbin:/sbin`, NGINX_PORT: '8080', NGINX_SSL_PORT: '8443' };
  return spawnSync('sh', [join(copyFiles(place), 'start'), '--test'], {
    env: { ...own, ...env },
    encoding: 'utf8',
    cwd: place,
  });
}

/** What the image has at /srv/nginx, made to write below this directory. */
function copyFiles(place: string): string {
  const here = join(place, 'nginx');
  cpSync(join(root, 'deploy/nginx'), here, { recursive: true });
  for (const file of readdirSync(here)) {
    const text = readFileSync(join(here, file), 'utf8');
    const moved = text
      .replaceAll('/tmp/nginx', join(place, 'made'))
      .replaceAll('/srv/playback', join(place, 'playback'));
    writeFileSync(join(here, file), moved);
  }
  return here;
}
