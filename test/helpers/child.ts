import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { guard } from './guard.ts';
import { collectOutput, type Output } from './output.ts';

export interface Exit {
  /** null: ended by `signal`. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process in a group of its own, which does not outlive the test runner. */
export interface Child {
  readonly pid: number;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Both together. */
  readonly output: Output;
  readonly stdin: Writable;
  readonly exited: Promise<Exit>;
  /** To the process itself; harmless when it has ended. */
  signal(name: NodeJS.Signals): void;
  /** To it and its own children. */
  signalGroup(name: NodeJS.Signals): void;
  /** Sends the signal, and SIGKILL to the group when it has not ended within `withinMs`. */
  stop(name?: NodeJS.Signals, withinMs?: number): Promise<Exit>;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
}

export async function startChild(
  command: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<Child> {
  const child = spawn(command, args, { ...options, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {});
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const stdout = collectOutput([child.stdout]);
  const stderr = collectOutput([child.stderr]);
  const output = collectOutput([child.stdout, child.stderr]);
  const pid = await spawned(child);
  const release = guard({ group: pid });
  void exited.then(release);
  const alive = (): boolean => child.exitCode === null && child.signalCode === null;
  const signalGroup = (name: NodeJS.Signals): void => kill(-pid, name);
  const signal = (name: NodeJS.Signals): void => {
    if (alive()) kill(pid, name);
  };
  const stop = async (name: NodeJS.Signals = 'SIGTERM', withinMs = 10_000): Promise<Exit> => {
    signal(name);
    const timer = setTimeout(() => signalGroup('SIGKILL'), withinMs);
    return exited.finally(() => clearTimeout(timer));
  };
  return { pid, stdout, stderr, output, stdin: child.stdin, exited, signal, signalGroup, stop };
}

function spawned(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
}

/** Harmless when the process has gone. */
export function kill(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
