/** The command line in the test's own process, on real stores in a directory of the test's own. */
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../test/helpers/index.ts';
import type { ClusterStore } from '../cluster/ports.ts';
import { loadConfig } from '../config.ts';
import { createServices } from '../services.ts';
import { openClusterStore } from '../store/index.ts';
import { describeFailure } from './failure.ts';
import { scalelite } from './scalelite.ts';

export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Cli {
  readonly store: ClusterStore;
  readonly directory: string;
  /** Runs one command line. */
  run(...args: string[]): Promise<Printed>;
  /** The same with this on stdin, which is no terminal. */
  feed(input: string, ...args: string[]): Promise<Printed>;
  /** The same at a terminal of that width, where this is typed. */
  type(columns: number, input: string, ...args: string[]): Promise<Printed>;
}

/** Removed when the test is over. `env`: settings beside DATA_DIR. */
export async function openCli(env: Readonly<Record<string, string>> = {}): Promise<Cli> {
  const { path: directory, remove } = await tempDir();
  const settings = { DATA_DIR: directory, ...env };
  const store = await openClusterStore(loadConfig(settings));
  onTestFinished(async () => {
    await store.close();
    await remove();
  });
  await store.migrate();
  return {
    store,
    directory,
    run: (...args) => execute(settings, args, {}, ''),
    feed: (input, ...args) => execute(settings, args, {}, input),
    type: (columns, input, ...args) => execute(settings, args, { isTTY: true, columns }, input),
  };
}

async function execute(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  tty: { readonly isTTY?: boolean; readonly columns?: number },
  input: string,
): Promise<Printed> {
  const stdin = Object.assign(new PassThrough(), tty);
  const [stdout, stderr] = [Object.assign(new PassThrough(), tty), Object.assign(new PassThrough(), tty)];
  stdin.end(input);
  const shutdown = { listen: () => new AbortController().signal, untilStopped: async () => {} };
  const unread = new AbortController().signal;
  const services = createServices({ env, via: 'cli', terminal: { stdin, stdout, stderr }, shutdown, unread });
  const printed = (code: number, failure = '') => ({
    code,
    stdout: textOf(stdout),
    stderr: textOf(stderr) + failure,
  });
  try {
    return printed(await scalelite(args, services));
  } catch (error) {
    const { text, exitCode } = describeFailure(error);
    return printed(exitCode, `${text}\n`);
  } finally {
    await services.close();
  }
}

function textOf(stream: PassThrough): string {
  const read: unknown = stream.read();
  return read === null ? '' : String(read);
}
