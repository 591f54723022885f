import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { type Child, startChild } from './child.ts';

/** The repository's root. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface ProcessOptions {
  /** A path from the repository's root, e.g. `bin/start`, or from that of the system. */
  readonly command: string;
  readonly args?: readonly string[];
  /** The whole environment, but for PATH, HOME, TMPDIR and a cache of compiled code. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts one of the repository's programs as an operator would, with an environment built from scratch. */
export function startProcess(options: ProcessOptions): Promise<Child> {
  // Shared by all of the run's processes, and gone with it.
  const cache = { NODE_COMPILE_CACHE: join(inject('tempRoot'), 'compile-cache') };
  const env = { ...inherited(), ...cache, ...options.env };
  return startChild(resolve(root, options.command), options.args ?? [], { cwd: options.cwd ?? root, env });
}

function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR'];
  const given = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(given.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** Runs it to its end. `input` is its standard input. */
export async function runProcess(
  options: ProcessOptions & { readonly input?: string },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = await startProcess(options);
  child.stdin.end(options.input ?? '');
  const { code } = await child.exited;
  return { code, stdout: child.stdout.text(), stderr: child.stderr.text() };
}

/** Asks until there is an answer that `accept` takes (default: any that is ok). */
export async function waitForAnswer(
  url: string,
  options: { withinMs?: number; accept?: (answer: Response) => boolean } = {},
): Promise<Response> {
  const { withinMs = 15_000, accept = (answer) => answer.ok } = options;
  const until = Date.now() + withinMs;
  let last: unknown = 'no answer';
  while (Date.now() < until) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(Math.max(1, until - Date.now())) });
      if (accept(answer)) return answer;
      last = `status ${answer.status}`;
      await answer.arrayBuffer();
    } catch (error) {
      last = error;
    }
    await delay(25);
  }
  throw new Error(`${url} did not answer as expected within ${withinMs} ms`, { cause: last });
}
