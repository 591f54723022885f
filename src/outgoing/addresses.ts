import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** A network by its first address and the length of its prefix. */
type Network = readonly [address: string, prefix: number];

/**
 * Where machines of a cloud ask who they are and get the keys to it: link-local addresses, and those that some
 * clouds have elsewhere. No address that a front-end gives may lead there.
 */
const METADATA: readonly Network[] = [
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
  ['fd20:ce::254', 128],
];

/** Where nobody can be reached from the internet, by IANA's registries: this machine, its networks, and groups. */
const PRIVATE: readonly Network[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['::1', 128],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** The code of the error with which a connection to a forbidden address fails. */
export const FORBIDDEN = 'EFORBIDDEN';

/** Tells which addresses are called. */
export interface AddressGuard {
  /** Whether nobody may be called there. `host` as in a URL; a name is no address, and judged when it is looked up. */
  isForbiddenHost(host: string): boolean;
  /** Takes no address for a name that may not be called: that is what is connected to. */
  readonly lookup: LookupFunction;
}

export interface GuardOptions {
  /** Loopback and private addresses are not called either. */
  readonly denyPrivate: boolean;
  /** Default: the machine's own. */
  readonly resolve?: typeof lookup;
}

export function createAddressGuard({ denyPrivate, resolve = lookup }: GuardOptions): AddressGuard {
  const forbidden = blockList(denyPrivate ? [...METADATA, ...PRIVATE] : METADATA);
  const isForbidden = (address: LookupAddress['address']): boolean => {
    const [bare = ''] = address.split('%', 1);
    const family = isIP(bare);
    return family !== 0 && forbidden.check(bare, family === 6 ? 'ipv6' : 'ipv4');
  };
  return {
    isForbiddenHost: (host) =>
      isForbidden(host.replace(/^\[|\]$/g, '')) || (denyPrivate && /^(.+\.)?localhost\.?$/i.test(host)),
    lookup: (hostname, options, callback) => {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        const [first, ...more] = error ? [] : addresses.filter(({ address }) => !isForbidden(address));
        if (error) callback(error, []);
        else if (first === undefined) callback(notAllowed(), []);
        else if (options.all) callback(null, [first, ...more]);
        else callback(null, first.address, first.family);
      });
    },
  };
}

function blockList(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of networks) {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, prefix, family);
    if (family === 'ipv4')
      for (const [form, length] of sixForms(address, prefix)) list.addSubnet(form, length, 'ipv6');
  }
  return list;
}

/**
 * Under which IPv6 addresses an IPv4 network may be reached as well: IPv4-compatible, translated (SIIT), NAT64 and
 * 6to4. The IPv4-mapped ones (::ffff:a.b.c.d) the list itself knows.
 */
function sixForms(address: string, prefix: number): Network[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const [high, low] = [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
  return [
    [`::${high}:${low}`, 96 + prefix],
    [`::ffff:0:${high}:${low}`, 96 + prefix],
    [`64:ff9b::${high}:${low}`, 96 + prefix],
    [`2002:${high}:${low}::`, 16 + prefix],
  ];
}

function notAllowed(): NodeJS.ErrnoException {
  return Object.assign(new Error('an address of this kind is not called'), { code: FORBIDDEN });
}
