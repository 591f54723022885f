import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Link-local addresses: there machines of a cloud ask who they are and get the keys to it. The addresses that
 * front-ends give must not lead there.
 */
const forbidden = new BlockList();
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addSubnet('fe80::', 10, 'ipv6');

/** The code of the error with which a connection to a forbidden address fails. */
export const FORBIDDEN = 'EFORBIDDEN';

/** Whether nobody may be called there. `host` as in a URL; a name is no address. */
export function isForbiddenHost(host: string): boolean {
  return isForbidden(host.replace(/^\[|\]$/g, ''));
}

/** Takes no address for a name that may not be called: that is what is connected to. */
export function guardedLookup(resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first, ...more] = error ? [] : addresses.filter(({ address }) => !isForbidden(address));
      if (error) callback(error, []);
      else if (first === undefined) callback(notAllowed(), []);
      else if (options.all) callback(null, [first, ...more]);
      else callback(null, first.address, first.family);
    });
  };
}

function isForbidden(address: LookupAddress['address']): boolean {
  const family = isIP(address);
  return family !== 0 && forbidden.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function notAllowed(): NodeJS.ErrnoException {
  return Object.assign(new Error('an address of this kind is not called'), { code: FORBIDDEN });
}
