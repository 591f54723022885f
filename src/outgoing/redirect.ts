/** A request on its way, to the URL it was given first or was sent on to. */
export interface Hop {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** With the same method and body. */
const KEEPING: readonly number[] = [307, 308];
const ALL: readonly number[] = [301, 302, 303, ...KEEPING];

/**
 * Where an answer sends a request on to; undefined: nowhere, or not where it may go. A POST goes on only where it
 * stays one, nothing goes from https to http, and what carries a token goes to no other host.
 */
export function redirected(hop: Hop, status: number, location: unknown): string | undefined {
  if (!(hop.method === 'GET' ? ALL : KEEPING).includes(status)) return undefined;
  if (typeof location !== 'string' || !URL.canParse(location, hop.url)) return undefined;
  const [from, to] = [new URL(hop.url), new URL(location, hop.url)];
  if (from.protocol === 'https:' && to.protocol === 'http:') return undefined;
  const hasToken = Object.keys(hop.headers).some((name) => name.toLowerCase() === 'authorization');
  return hasToken && from.hostname !== to.hostname ? undefined : to.href;
}
