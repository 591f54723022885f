import { inContainer, must } from './buildah.ts';

/** In a mount namespace of its own, so that it is gone with the shell. */
const ENTER = `
set -e
root=$1
shift
mount --bind "$root" "$root"
for name in proc dev sys; do mount --rbind "/$name" "$root/$name"; done
mount -t tmpfs tmpfs "$root/tmp"
mount -o remount,bind,ro "$root"
exec chroot --userspec=1000:1000 --groups=1000,2000 "$root" "$@"`;

/** Runs a shell script in an image as user 1000, with a root that is read-only but for /tmp; returns what it prints. */
export function runReadOnly(image: string, script: string): Promise<string> {
  return inContainer(image, (_container, directory) =>
    must('unshare', '--mount', 'sh', '-c', ENTER, 'sh', directory, 'bash', '-c', script),
  );
}
