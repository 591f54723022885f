import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';

/** What an address tells without a checksum. */
export interface Probe {
  /** How far its clock is ahead of ours, in milliseconds; its answer tells whole seconds. Undefined: not told. */
  readonly clockAheadMs: number | undefined;
  /** When its TLS certificate runs out, in milliseconds since 1970. Undefined: no TLS. */
  readonly certificateUntil: number | undefined;
}

/**
 * Asks once for the head of that page: redirects are not followed, the body is not read. A certificate that is
 * not valid is looked at all the same: nothing secret is sent. Undefined: no answer in that time.
 */
export function probe(url: string, timeoutMs: number): Promise<Probe | undefined> {
  const request = url.toLowerCase().startsWith('https:') ? httpsRequest : httpRequest;
  const sentAt = Date.now();
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const asked = request(url, { signal, agent: false, rejectUnauthorized: false }, (response) => {
      const { socket, headers } = response;
      resolve({
        clockAheadMs: clockAhead(headers.date, (sentAt + Date.now()) / 2),
        certificateUntil: socket instanceof TLSSocket ? expiryOf(socket) : undefined,
      });
      asked.destroy();
    });
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}

/** The header has whole seconds, cut off: half a second is added. */
function clockAhead(date: string | undefined, ours: number): number | undefined {
  const theirs = Date.parse(date ?? '');
  return Number.isNaN(theirs) ? undefined : theirs + 500 - ours;
}

function expiryOf(socket: TLSSocket): number | undefined {
  const until = Date.parse(socket.getPeerCertificate().valid_to);
  return Number.isNaN(until) ? undefined : until;
}
