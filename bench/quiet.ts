import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuMs, endedChildrenCpuMs } from './cpu.ts';

/** Cores that others may use while something is measured. */
const QUIET_CORES = 0.12;
const LOOK_MS = 250;
const MOST_MS = 15_000;
/** Of all waiting in one run: a machine that is never quiet is measured as it is. */
let allowanceMs = 180_000;

/** Waits until others leave the machine alone. False: they did not within 15 s, or 3 minutes in all of the run. */
export async function waitForQuiet(): Promise<boolean> {
  for (let waited = 0; waited < Math.min(MOST_MS, allowanceMs); waited += LOOK_MS) {
    const others = watchOthers();
    await delay(LOOK_MS);
    if (others() < QUIET_CORES) return true;
    allowanceMs -= LOOK_MS;
  }
  return false;
}

/** Begins to watch; the returned function tells how many cores processes that are not ours have used since. */
export function watchOthers(): () => number {
  const before = look();
  return () => {
    const now = look();
    const used = now.all - before.all - (now.ours - before.ours);
    return Math.max(0, used / (now.at - before.at));
  };
}

/** Above this a figure is marked as disturbed. */
export const DISTURBED_CORES = QUIET_CORES;

function look(): { at: number; all: number; ours: number } {
  return { at: performance.now(), all: machineCpuMs(), ours: cpuMs(process.pid) + endedChildrenCpuMs() };
}

/** User, nice and system time of all processes. */
function machineCpuMs(): number {
  const [, user = 0, nice = 0, system = 0] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 4).map(Number);
  return (user + nice + system) * 10;
}
