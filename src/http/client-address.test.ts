import { describe, expect, it } from 'vitest';
import { createClientAddress } from './client-address.ts';

const address = createClientAddress({ trustProxy: ['127.0.0.0/8', '10.0.0.0/8', '::1/128'] });

function from(remoteAddress: string | undefined, forwarded?: string): string | undefined {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  // Of a socket only that is looked at.
  const socket = Object.create({ remoteAddress });
  return address({ headers, socket });
}

describe('the address of a client', () => {
  it.each([
    ['192.0.2.1', undefined, '192.0.2.1'],
    ['::ffff:192.0.2.1', undefined, '192.0.2.1'],
    ['192.0.2.1', '198.51.100.7', '192.0.2.1'],
    ['127.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['10.0.0.1', '198.51.100.7, 10.0.0.9', '198.51.100.7'],
    ['10.0.0.1', '6.6.6.6, 198.51.100.7', '198.51.100.7'],
    ['10.0.0.1', '10.0.0.2, 10.0.0.3', '10.0.0.2'],
    ['127.0.0.1', 'unknown, ,', '127.0.0.1'],
    ['127.0.0.1', '6.6.6.6, unknown', '127.0.0.1'],
    ['127.0.0.1', '6.6.6.6, <script>', '127.0.0.1'],
    ['127.0.0.1', '6.6.6.6, unknown, 198.51.100.7', '198.51.100.7'],
    ['127.0.0.1', '6.6.6.6, unknown, 10.0.0.9', '10.0.0.9'],
    ['127.0.0.1', '198.51.100.7, , ', '198.51.100.7'],
    ['127.0.0.1', ' 198.51.100.7 ,10.0.0.9:443', '198.51.100.7'],
    ['10.0.0.1', '::ffff:198.51.100.7', '198.51.100.7'],
    ['::ffff:10.0.0.1', '2001:db8::7', '2001:db8::7'],
    ['2001:db8::1', '198.51.100.7', '2001:db8::1'],
    ['fe80::1%eth0', '198.51.100.7', 'fe80::1'],
    ['127.0.0.1', '198.51.100.7:4711', '198.51.100.7'],
    ['::1', '[2001:db8::7]:80', '2001:db8::7'],
    [undefined, '198.51.100.7', '198.51.100.7'],
    [undefined, undefined, undefined],
  ])('of %s that says %s is %s', (remote, forwarded, expected) => {
    expect(from(remote, forwarded)).toBe(expected);
  });
});
