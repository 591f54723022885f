/**
 * Whom events go to, for concurrency and circuit: scheme, host and port; of what has to come in order, such as the
 * events of one hook, with a mark of its own behind it.
 */
export function inOrder(origin: string, mark: string): string {
  return `${origin}#${mark}`;
}

/** Whether it is told one thing after the other. */
export function isInOrder(receiver: string): boolean {
  return receiver.includes('#');
}
