/** A hook's address for operators and the log: without what it asks and whoever it names, which may be secrets. */
export function shownUrl(callbackUrl: string): string {
  const { origin, pathname } = new URL(callbackUrl);
  return `${origin}${pathname}`;
}
