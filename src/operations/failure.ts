import {
  type FailureCode,
  type FailureStatus,
  type FailureValues,
  failures,
  type Told,
  told,
} from './failure-codes.ts';
import type { ProblemCode } from './problem-codes.ts';

/** What is wrong with one field of an input. */
export interface Problem {
  /** Empty: of the input as a whole. */
  readonly field: string;
  readonly problem: string;
  /** The same for programs; left out: by a balancer of another version. */
  readonly code?: ProblemCode;
  /** What goes with the code: the least, the most, what may be chosen. */
  readonly values?: Told['values'];
  /** What the field is, and so what it may hold. */
  readonly allowed?: string;
}

interface FailureDetails extends ErrorOptions {
  readonly problems?: readonly Problem[];
  /** Left out: by a balancer of another version. */
  readonly code?: FailureCode;
  readonly values?: Told['values'];
}

/** An operation did not do what it was asked for. The message is for the caller and holds no secret. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed';
  readonly status: FailureStatus;
  readonly problems: readonly Problem[];
  readonly code: FailureCode | undefined;
  readonly values: Told['values'];

  constructor(status: FailureStatus, message: string, details: FailureDetails = {}) {
    super(message, details);
    this.status = status;
    this.problems = details.problems ?? [];
    this.code = details.code;
    this.values = details.values;
  }
}

/** What to throw for one of the failures that have a code. */
export function failed<Code extends FailureCode>(
  code: Code,
  values: FailureValues<Code>,
  more: ErrorOptions & Pick<FailureDetails, 'problems'> = {},
): OperationFailed {
  const { error, ...known } = told(code, values);
  return new OperationFailed(failures[code][0], error, { ...more, ...known });
}

/** What was found under the id. Throws OperationFailed when that is nothing; `noun` as in `server`. */
export function known<T>(noun: string, id: string, found: T | undefined): T {
  if (found !== undefined) return found;
  throw failed('unknown', { noun, id });
}
