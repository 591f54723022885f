import { join } from 'node:path';
import { type Child, startChild } from '../test/helpers/child.ts';
import { freePort } from '../test/helpers/ports.ts';
import { root, waitForAnswer } from '../test/helpers/process.ts';
import type { Store } from './stores.ts';

export const SECRET = 'a-secret-of-the-load-balancer';

export interface Balancer {
  readonly pid: number;
  readonly port: number;
  readonly process: Child;
  stop(): Promise<void>;
}

export interface BalancerOptions {
  readonly store: Store;
  /** Of the repository, with its arguments. Default: the API alone. */
  readonly command?: readonly [program: string, ...args: string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Where the log and the compiled code go. */
  readonly directory: string;
}

/** A real one, as it is shipped; ready when it resolves. */
export async function startBalancer(options: BalancerOptions): Promise<Balancer> {
  const port = await freePort();
  const process = await launch(options, port);
  try {
    await waitForAnswer(`http://127.0.0.1:${port}/readyz`);
  } catch (error) {
    await process.stop();
    throw error;
  }
  return { pid: process.pid, port, process, stop: () => process.stop().then(() => undefined) };
}

/** The same without waiting until it answers. */
export function launch(options: BalancerOptions, port: number): Promise<Child> {
  const { command = ['bin/scalelite', 'serve', '--with', 'none'], directory } = options;
  const [program, ...args] = command;
  const env = { ...environment(options), BIND: `tcp://127.0.0.1:${port}`, LOG_FILE: join(directory, 'log') };
  // The log goes to a file, as a container's does.
  const script = 'exec "$0" "$@" >>"$LOG_FILE"';
  return startChild('sh', ['-c', script, join(root, program), ...args], { cwd: root, env });
}

/** Runs a command of the repository to its end; its standard output. Throws when it fails. */
export async function runCommand(options: BalancerOptions & { command: readonly string[] }): Promise<string> {
  const [program = '', ...args] = options.command;
  const child = await startChild(join(root, program), args, { cwd: root, env: environment(options) });
  child.stdin.end();
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`${options.command.join(' ')} failed:\n${child.output.text()}`);
  return child.stdout.text();
}

function environment({ store, env, directory }: BalancerOptions): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '/',
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(directory, 'compile-cache'),
    LOADBALANCER_SECRET: SECRET,
    LOG_LEVEL: 'info',
    // For profiles: BALANCER_NODE_OPTIONS='--cpu-prof --cpu-prof-dir=…'
    NODE_OPTIONS: process.env['BALANCER_NODE_OPTIONS'] ?? '',
    ...store.env,
    ...env,
  };
}
