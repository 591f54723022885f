/** Whether it may name a folder: a record id or a format before it becomes part of a path. */
export function isFolderName(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,255}$/.test(text) && text !== '.' && text !== '..';
}
