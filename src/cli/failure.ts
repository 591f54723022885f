import { OperationFailed } from '../operations/failure.ts';
import { CommandFailed, WRONG_USAGE } from './output.ts';

/** What a failed command prints on stderr, and its exit code. */
export interface Failure {
  readonly text: string;
  readonly exitCode: number;
}

/** Exit code when what was named does not exist. */
const NOT_FOUND = 3;

/** Mistakes in the program itself: where they happened is what helps. */
const BUGS: readonly unknown[] = [TypeError, RangeError, ReferenceError, SyntaxError];

/** One line for what an operator can mend (configuration, stores, ports …), a stack for bugs. */
export function describeFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { text: String(error), exitCode: 1 };
  if (error instanceof OperationFailed) {
    return { text: error.message, exitCode: exitCodeOf(error) };
  }
  if (error instanceof CommandFailed) return { text: error.message, exitCode: error.exitCode };
  if (BUGS.includes(error.constructor)) return { text: error.stack ?? error.message, exitCode: 1 };
  return { text: `ERROR: ${error.message.split('\n')[0]}`, exitCode: 1 };
}

function exitCodeOf({ status, problems }: OperationFailed): number {
  if (status === 404) return NOT_FOUND;
  return problems.length > 0 ? WRONG_USAGE : 1;
}
