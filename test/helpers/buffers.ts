import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage: (options: { type: 'major' | 'minor' }) => void = runInNewContext('gc');

/** Bytes of buffers that something still holds, whatever the collector had not come to yet. */
export function liveBufferBytes(): number {
  return bytesAfter('major');
}

/** The same after a look at young objects alone: with what old ones hold that nobody holds any more. */
export function bufferBytesHeldByOldObjects(): number {
  return bytesAfter('minor');
}

/** Bytes of all objects that are reachable. */
export function liveHeapBytes(): number {
  collectGarbage({ type: 'major' });
  return process.memoryUsage().heapUsed;
}

/** Collects young objects; those that outlive it twice are old. */
export function collectYoung(): void {
  collectGarbage({ type: 'minor' });
}

function bytesAfter(type: 'major' | 'minor'): number {
  collectGarbage({ type });
  // The first gives back memory in the background; the second waits for that.
  collectGarbage({ type });
  return process.memoryUsage().arrayBuffers;
}
