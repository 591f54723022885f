import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Tally } from './tally.ts';

/** What a process uses now. */
export interface Usage {
  /** Bytes. */
  readonly resident: number;
  readonly heap: number;
}

export function usageNow(): Usage {
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss, heap: heapUsed };
}

const EVERY_MS = 2000;
/** Each look is a timer: twenty milliseconds cost nothing that can be measured. */
const RESOLUTION_MS = 20;

/** Counts how busy this process is, until it is told to stop. */
export function watchProcess(tally: Tally): () => void {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let before = process.cpuUsage();
  const look = (): void => {
    // What is measured is the time between two looks: without a lag, their distance.
    tally.observe('eventLoopLag', Math.max(0, delays.max / 1e6 - RESOLUTION_MS));
    delays.reset();
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    tally.count('cpu', (user + system) / 1e6);
  };
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    delays.disable();
  };
}
