import { CommandFailed, isConfirmed, warn } from './output.ts';
import type { Services } from './services.ts';

/** Exit code of a command that was not confirmed. */
const NOT_CONFIRMED = 4;

/** Goes on only with `--yes` or a `yes` at the terminal. Throws CommandFailed. */
export async function confirm(
  { terminal }: Pick<Services, 'terminal'>,
  question: string,
  yes: boolean | undefined,
): Promise<void> {
  if (yes) return;
  if (!terminal.stdin.isTTY) throw new CommandFailed(`${question} Confirm with --yes.`, NOT_CONFIRMED);
  warn(terminal, `${question} Type yes to go on:`);
  if (!(await isConfirmed(terminal))) throw new CommandFailed('Nothing was changed.', NOT_CONFIRMED);
}
