/** The address of a player, if it is one to follow: a path of this host, or one of the web. */
export function playable(url: string): string | undefined {
  return /^\/(?![/\\])/.test(url) || /^https?:\/\//i.test(url) ? url : undefined;
}
