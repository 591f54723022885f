import type { IncomingMessage } from 'node:http';
import { refused } from './refused.ts';

/** Pages of others can't send it without asking, and are not answered when they ask. */
const HEADER = 'x-requested-by';
const READS = ['GET', 'HEAD'];

/**
 * What a browser sends with its session must come from the dashboard itself: by what the browser says of the
 * page (Sec-Fetch-Site, else Origin), and to change anything by a header of our own besides. Throws a Refusal.
 */
export function refuseOtherSites({
  method = '',
  headers,
}: Pick<IncomingMessage, 'method' | 'headers'>): void {
  const reads = READS.includes(method);
  if (isOwnSite(headers, reads) && (reads || headers[HEADER] === 'dashboard')) return;
  throw refused('other-site', {});
}

/** `none`: an address that was typed, or opened from a bookmark. */
function isOwnSite(headers: IncomingMessage['headers'], reads: boolean): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || (reads && site === 'none');
  const { origin, host } = headers;
  return origin === undefined || (host !== undefined && /^https?:\/\/(.*)$/.exec(origin)?.[1] === host);
}
