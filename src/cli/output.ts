import { createInterface } from 'node:readline';
import type { Terminal } from './services.ts';

/** Exit code of a command line that can't be understood, or holds what can't be used: nothing was tried. */
export const WRONG_USAGE = 2;

/** Ends a command with one line on stderr. The message holds no secret. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Lines on stdout. */
export function say(terminal: Pick<Terminal, 'stdout'>, ...lines: readonly string[]): void {
  terminal.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** Lines on stderr, for what did not go well but ends nothing. */
export function warn(terminal: Pick<Terminal, 'stderr'>, ...lines: readonly string[]): void {
  terminal.stderr.write(lines.map((line) => `${line}\n`).join(''));
}

/** What users gave, without the control characters that would rule a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

/** One line from stdin without its end; undefined when there is none (any more). */
export async function readLine({ stdin }: Pick<Terminal, 'stdin'>): Promise<string | undefined> {
  const lines = createInterface({ input: stdin, terminal: false });
  for await (const line of lines) return line;
  return undefined;
}

/** Whether the answer on stdin is `yes`. */
export async function isConfirmed(terminal: Pick<Terminal, 'stdin'>): Promise<boolean> {
  return (await readLine(terminal))?.trim().toLowerCase() === 'yes';
}

/** Rows under a header, columns aligned and two blanks apart, no blanks at the line's end. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
