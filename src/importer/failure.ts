/** Whether it was the system that failed (a full disk, no rights), not the program: then it may do later. */
export function mayHelpLater(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
