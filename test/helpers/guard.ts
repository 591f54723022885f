import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

// `read` fails when the pipe closes without a line: then the runner is gone, however it went.
const script = `
read -r line || {
  for pid in $1; do kill -s CONT -- "-$pid"; kill -s QUIT -- "-$pid"; done
  sleep 1
  for pid in $1; do kill -s KILL -- "-$pid"; done
  [ -z "$2" ] || rm -rf -- "$2"
} 2>/dev/null`;

/**
 * Watches over a process group and/or a directory: should this process die (kill -9 included), the group
 * is killed and the directory removed. Returns the call that ends the watch.
 */
export function guard(what: { group?: number; directory?: string }): () => void {
  const args = ['-c', script, 'guard', String(what.group ?? ''), what.directory ?? ''];
  const watcher = spawn('sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watcher.unref();
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
  watcher.stdin.on('error', () => {});
  return () => void watcher.stdin.end('done\n');
}
