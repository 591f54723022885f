/** The HTTP statuses with which an operation can fail. */
export type FailureStatus = 400 | 403 | 404 | 409 | 412 | 503;

/** What is wrong with one field of an input. */
export interface Problem {
  /** Empty: of the input as a whole. */
  readonly field: string;
  readonly problem: string;
  /** What the field is, and so what it may hold. */
  readonly allowed?: string;
}

/** An operation did not do what it was asked for. The message is for the caller and holds no secret. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed';
  readonly status: FailureStatus;
  readonly problems: readonly Problem[];

  constructor(
    status: FailureStatus,
    message: string,
    options: ErrorOptions & { readonly problems?: readonly Problem[] } = {},
  ) {
    super(message, options);
    this.status = status;
    this.problems = options.problems ?? [];
  }
}

/** What was found under the id. Throws OperationFailed when that is nothing; `noun` as in `server`. */
export function known<T>(noun: string, id: string, found: T | undefined): T {
  if (found !== undefined) return found;
  throw new OperationFailed(404, `There is no ${noun} with the id ${JSON.stringify(id)}`);
}
