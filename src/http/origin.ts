import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';
import { trustedProxies } from './trusted-proxy.ts';

const HOST = /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?<port>\d*))?$/i;
const OWN_PORT = { http: '80', https: '443' } as const;

/**
 * Tells where a client sees us: `scheme://host[:port]`, for links in answers. The scheme is what a trusted
 * proxy says (X-Forwarded-Proto), else http; the rest is the Host header, the scheme's own port left out.
 * Without a Host that can stand in a URL it is URL_HOST.
 */
export function createOrigins(
  config: Pick<Config, 'trustProxy' | 'urlHost'>,
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string {
  const isTrusted = trustedProxies(config.trustProxy);
  return ({ headers, socket }) => {
    const told = isTrusted(socket.remoteAddress) ? headers['x-forwarded-proto'] : undefined;
    // Each proxy on the way adds its own; the first is the client's.
    const first = [told].flat()[0]?.split(',', 1)[0]?.trim().toLowerCase();
    const scheme = first === 'https' ? 'https' : 'http';
    const { name, port } = HOST.exec(headers.host?.trim() ?? '')?.groups ?? {};
    if (name === undefined) return `${scheme}://${config.urlHost ?? 'localhost'}`;
    return `${scheme}://${name}${port && port !== OWN_PORT[scheme] ? `:${port}` : ''}`;
  };
}
