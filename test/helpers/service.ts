import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Child, type ChildOptions, kill, startChild } from './child.ts';

/** A Redis or PostgreSQL of the test's own, to be stopped and frozen at will. */
export interface Service {
  readonly url: string;
  readonly port: number;
  /** Of the main process. */
  pid(): number;
  /** A clean stop; `start` goes on with what is on disk, on the same port. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP to all its processes: it accepts connections (the kernel does) but answers nothing. */
  freeze(): void;
  thaw(): void;
  /** All it has printed since its last start. */
  output(): string;
  /** Stops it and removes its data. Twice is harmless. */
  dispose(): Promise<void>;
}

export interface ServicePlan {
  readonly url: string;
  readonly port: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly options: ChildOptions;
  readonly directory: string;
  /** Printed when it takes connections. */
  readonly ready: RegExp;
  readonly stopSignal: NodeJS.Signals;
}

export async function startService(plan: ServicePlan): Promise<Service> {
  const launch = async (): Promise<Child> => {
    const child = await startChild(plan.command, plan.args, plan.options);
    await child.output.match(plan.ready, 30_000);
    return child;
  };
  let child = await launch();
  const stopBy = async (signal: NodeJS.Signals): Promise<void> => {
    signalTree(child.pid, 'SIGCONT');
    await child.stop(signal);
  };
  return {
    url: plan.url,
    port: plan.port,
    pid: () => child.pid,
    stop: () => stopBy(plan.stopSignal),
    kill: () => stopBy('SIGKILL'),
    start: async () => {
      child = await launch();
    },
    freeze: () => signalTree(child.pid, 'SIGSTOP'),
    thaw: () => signalTree(child.pid, 'SIGCONT'),
    output: () => child.output.text(),
    dispose: async () => {
      await stopBy(plan.stopSignal);
      await rm(plan.directory, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL's backends each lead a group of their own, so the tree is walked. */
function signalTree(pid: number, signal: NodeJS.Signals): void {
  for (const member of [pid, ...childrenOf(pid)]) kill(member, signal);
}

/** Empty when it has ended. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'))
      .flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  } catch {
    return [];
  }
}
