import { BlockList, isIPv6 } from 'node:net';

/**
 * Tells whether what an address says of others (X-Forwarded-For, the tenant's header) is believed. `networks`:
 * `address/bits`, as TRUST_PROXY is read. Undefined is a Unix socket, which only a proxy here can have opened.
 */
export function trustedProxies(networks: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return (address) => {
    if (address === undefined || address === '') return true;
    const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
    return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}
