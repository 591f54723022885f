import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the kernel's own tick. */
const MS_PER_TICK = 10;

/** User and system time of a process and all that it has started and that still runs, in milliseconds. */
export function cpuMs(pid: number): number {
  return tree(pid).reduce((sum, member) => sum + ownCpuMs(member), 0);
}

/** Of the children of this process that have ended and were waited for, in milliseconds. */
export function endedChildrenCpuMs(): number {
  return ticks(process.pid, CHILDREN);
}

export interface Memory {
  readonly rssMb: number;
  /** The highest since the process began or `resetPeak`. */
  readonly peakMb: number;
}

/** The resident memory of a process and all below it; the peak is the sum of their peaks. */
export function memory(pid: number): Memory {
  const all = tree(pid).map(ownMemory);
  const sum = (of: (one: Memory) => number) => all.reduce((total, one) => total + of(one), 0);
  return { rssMb: sum((one) => one.rssMb), peakMb: sum((one) => one.peakMb) };
}

export function resetPeak(pid: number): void {
  for (const member of tree(pid)) writeFileSync(`/proc/${member}/clear_refs`, '5');
}

function ownMemory(pid: number): Memory {
  const status = read(`/proc/${pid}/status`);
  const mb = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { rssMb: mb('VmRSS'), peakMb: mb('VmHWM') };
}

const OWN = 13;
const CHILDREN = 15;

/** To the nanosecond where the kernel keeps it so, as Linux mostly does; else in ticks. */
function ownCpuMs(pid: number): number {
  const threads = threadsOf(pid).map((thread) => read(`/proc/${pid}/task/${thread}/schedstat`));
  if (threads.includes('')) return ticks(pid, OWN);
  return threads.reduce((sum, text) => sum + Number(text.split(' ', 1)[0]) / 1e6, 0);
}

/** Two neighbouring fields of /proc/PID/stat (user, system), counted from 0. */
function ticks(pid: number, field: number): number {
  const stat = read(`/proc/${pid}/stat`);
  // The program's name stands in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[field - 2] ?? 0) + Number(fields[field - 1] ?? 0)) * MS_PER_TICK;
}

function tree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(tree)];
}

function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty when the process has gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
