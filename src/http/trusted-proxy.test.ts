import { describe, expect, it } from 'vitest';
import { trustedProxies } from './trusted-proxy.ts';

const isTrusted = trustedProxies(['127.0.0.0/8', '10.1.0.0/16', '::1/128', 'fe80::/10']);

describe('a proxy is believed', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '10.1.2.3',
    '::1',
    '::ffff:10.1.2.3',
    '::FFFF:127.0.0.1',
    'fe80::1%eth0',
  ])('at %s', (address) => expect(isTrusted(address)).toBe(true));

  it('behind a socket of this machine', () => {
    expect(isTrusted(undefined)).toBe(true);
    expect(isTrusted('')).toBe(true);
  });

  it.each(['10.2.0.1', '192.0.2.1', '::2', '2001:db8::1', '::ffff:192.0.2.1', 'nonsense'])(
    'not at %s',
    (address) => expect(isTrusted(address)).toBe(false),
  );

  it('nowhere when none is listed', () => {
    expect(trustedProxies([])('127.0.0.1')).toBe(false);
  });
});
