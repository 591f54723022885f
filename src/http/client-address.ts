import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Config } from '../config.ts';
import { trustedProxies } from './trusted-proxy.ts';

/**
 * Tells the address a request came from: of the connection, or what trusted proxies say of it
 * (X-Forwarded-For). Each proxy adds whom it was asked by, so the last one that is no trusted proxy is the
 * client; what stands before that, the client may have written itself. Undefined: a Unix socket, and no proxy said.
 */
export function createClientAddress(
  config: Pick<Config, 'trustProxy'>,
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string | undefined {
  const isTrusted = trustedProxies(config.trustProxy);
  return ({ headers, socket }) => {
    const forwarded = [headers['x-forwarded-for'] ?? []]
      .flat()
      .join(',')
      .split(',')
      .map(plain)
      .filter((text) => text !== '');
    let client = socket.remoteAddress === undefined ? undefined : plain(socket.remoteAddress);
    // A proxy that names nobody (`unknown`) leaves it at that: what stands before, the client may have written.
    while (isTrusted(client) && isAddress(forwarded.at(-1) ?? '')) client = forwarded.pop();
    return client;
  };
}

/** Without blanks, the zone of a link and the form that IPv4 has on an IPv6 socket. Azure adds a port. */
function plain(text: string): string {
  const bare = text
    .trim()
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '');
  return bare.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1').replace(/^\[(.*)\](?::\d+)?$/, '$1');
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}
