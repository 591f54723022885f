import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { readInput } from './input.ts';
import { CommandFailed, warn } from './output.ts';
import type { Terminal } from './services.ts';

/**
 * A new password: typed twice at a terminal, where it is not shown, else all of stdin without the end of its
 * last line. Never an argument, which other users of the machine could see.
 */
export async function readPassword(terminal: Terminal): Promise<string> {
  if (!terminal.stdin.isTTY) return (await readInput(terminal, '-')).replace(/\r?\n$/, '');
  const [first, second] = await typed(terminal, ['Password, 10 characters or more:', 'The same again:']);
  if (first !== second) throw new CommandFailed('These are not the same: nothing was changed.', 2);
  return first ?? '';
}

/** What is typed is not shown. */
async function typed({ stdin, stderr }: Terminal, questions: readonly string[]): Promise<string[]> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const input = createInterface({ input: stdin, output: silence, terminal: true });
  input.once('SIGINT', () => input.close());
  // What was typed ahead waits in it.
  const lines = input[Symbol.asyncIterator]();
  try {
    const answers: string[] = [];
    for (const question of questions) {
      warn({ stderr }, question);
      const { value, done } = await lines.next();
      if (done) throw new CommandFailed('Nothing was changed.', 4);
      answers.push(value);
    }
    return answers;
  } finally {
    input.close();
  }
}
