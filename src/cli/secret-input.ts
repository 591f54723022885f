import type { Command } from 'commander';
import { readInput } from './input.ts';
import { CommandFailed } from './output.ts';
import type { Terminal } from './services.ts';

export interface SecretOptions {
  readonly secret?: string;
  readonly secretFile?: string;
}

/** `--secret` and `--secret-file`, the same at each command that takes a secret. */
export function withSecret(command: Command, what = 'its shared secret'): Command {
  return command
    .option('--secret <secret>', `${what}; other users of this machine can see it`)
    .option('--secret-file <path>', 'file that holds it; - is stdin');
}

/** The secret, the end of the file's last line left out; undefined: none was given. */
export async function secretOf(
  terminal: Terminal,
  { secret, secretFile }: SecretOptions,
): Promise<string | undefined> {
  if (secretFile === undefined) return secret;
  if (secret !== undefined) throw new CommandFailed('Give either --secret or --secret-file.', 2);
  return (await readInput(terminal, secretFile)).replace(/\r?\n$/, '');
}
