/** Mistakes in the program itself: the same tar would meet them again and again. */
const BUGS: readonly unknown[] = [TypeError, RangeError, ReferenceError, SyntaxError];

/** Whether the world failed (a full disk, no rights, S3 away), not the program: then it may do later. */
export function mayHelpLater(error: unknown): error is Error {
  return error instanceof Error && !BUGS.includes(error.constructor);
}
