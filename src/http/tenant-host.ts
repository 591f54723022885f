import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';
import { tenantName } from './host.ts';
import type { Target } from './target.ts';
import { trustedProxies } from './trusted-proxy.ts';

type TenancyConfig = Pick<Config, 'multitenancyEnabled' | 'urlHost' | 'tenantHeader' | 'trustProxy'>;

/** What a request is taken for. */
export interface Addressed {
  /** The host as if the tenant had been named by it; undefined: names contradict each other. */
  readonly host: string | undefined;
  readonly target: Target;
  /** What stood in front of the path: `/t/NAME`, or ''. Links into the installation begin with it. */
  readonly prefix: string;
}

const PREFIX = /^\/t\/([^/]+)(?=\/|$)/;
const LABEL = /^[a-z0-9-]+$/;

/**
 * A tenant may be named by the host, by the path (`/t/NAME/bigbluebutton/api`) or by a header of a trusted
 * proxy (TENANT_HEADER). The latter two are made into the host that they stand for, so that all that follows
 * knows one way only. Two names that differ are nobody's. The header of anybody else is not looked at.
 */
export function createTenantHost(
  config: TenancyConfig,
): (message: IncomingMessage, host: string | undefined, target: Target) => Addressed {
  const { urlHost, tenantHeader } = config;
  if (!config.multitenancyEnabled) return (_message, host, target) => ({ host, target, prefix: '' });
  const isTrusted = trustedProxies(config.trustProxy);

  const inHeader = (message: IncomingMessage): string | undefined => {
    if (tenantHeader === undefined || !isTrusted(message.socket.remoteAddress)) return undefined;
    const value = message.headers[tenantHeader];
    return typeof value === 'string' ? value.trim().toLowerCase() || undefined : undefined;
  };

  return (message, host, target) => {
    const [prefix = '', inPath] = PREFIX.exec(target.path) ?? [];
    const rest = prefix === '' ? target : { ...target, path: target.path.slice(prefix.length) };
    const given = [inPath?.toLowerCase(), inHeader(message)].filter((name) => name !== undefined);
    if (given.length === 0) return { host, target: rest, prefix };
    // Without a URL_HOST every host has a first label, which need not be a tenant's.
    const names = new Set([...given, (urlHost && tenantName(host, urlHost)) ?? given[0]]);
    const [name = ''] = names;
    const isOne = names.size === 1 && LABEL.test(name);
    return { host: isOne ? `${name}.${urlHost ?? 'tenant'}` : undefined, target: rest, prefix };
  };
}
