/** Whether it can be the base of a server's BBB API: http or https, with a host. */
export function isServerUrl(text: string): boolean {
  // URL alone would read `http:host` and `http:///host` as well, which no other program does.
  return /^https?:\/\/[^/?#]/i.test(text) && URL.canParse(text);
}

/** The lower-cased hostname, without the port; undefined when the text is no URL with a host. */
export function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname || undefined : undefined;
}

/** Where a BBB server of that hostname has its API when nobody says otherwise. */
export function usualUrl(hostname: string): string {
  return `https://${hostname}/bigbluebutton/api`;
}

/** One spelling for what servers' URLs may be spelled like: letter case of the host, its own port, slashes at the end. */
export function canonicalUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, '');
}
