import type { lookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { createAddressGuard, FORBIDDEN } from './addresses.ts';

/** What a name with these addresses comes to. */
function resolved(addresses: readonly string[], all: boolean, denyPrivate = false): Promise<unknown> {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const resolve = ((_: string, __: object, callback: (error: null, all: object[]) => void) =>
    callback(null, found)) as typeof lookup;
  return new Promise((accept, reject) => {
    createAddressGuard({ denyPrivate, resolve }).lookup('lms.example.com', { all }, (error, address) =>
      error ? reject(error) : accept(address),
    );
  });
}

/** The host as it stands in a URL. */
const host = (text: string): string => new URL(`http://${text}/`).hostname;

const metadata = [
  '169.254.169.254',
  '169.254.0.1',
  '0xa9fea9fe',
  '100.100.100.200',
  '[fe80::1]',
  '[fe80::a9fe:a9fe]',
  '[febf::1]',
  '[fd00:ec2::254]',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[::ffff:0:169.254.169.254]',
  '[::169.254.169.254]',
  '[64:ff9b::169.254.169.254]',
  '[2002:a9fe:a9fe::1]',
];

const inside = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '100.127.255.255',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '[fd00::1]',
  '[fc00::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:10.0.0.1]',
  '[::7f00:1]',
  '[64:ff9b::10.0.0.1]',
  '[64:ff9b:1::1]',
  '[2002:c0a8:101::1]',
];

const outside = [
  'lms.example.com',
  '169.254.example.com',
  '93.184.216.34',
  '172.32.0.1',
  '100.128.0.1',
  '11.0.0.1',
  '[2606:4700::1]',
  '[64:ff9b::93.184.216.34]',
  '[2002:5db8:d822::1]',
  '[::ffff:93.184.216.34]',
];

describe('an address that a front-end gave', () => {
  const open = createAddressGuard({ denyPrivate: false });
  const strict = createAddressGuard({ denyPrivate: true });

  it.each(metadata)('is not called at %s', (text) => {
    expect([open, strict].map((guard) => guard.isForbiddenHost(host(text)))).toEqual([true, true]);
  });

  it.each([...inside, 'localhost', 'LMS.localhost.'])(
    'is called at %s unless private ones are denied',
    (text) => {
      expect([open, strict].map((guard) => guard.isForbiddenHost(host(text)))).toEqual([false, true]);
    },
  );

  it.each(outside)('is called at %s', (text) => {
    expect([open, strict].map((guard) => guard.isForbiddenHost(host(text)))).toEqual([false, false]);
  });

  it('is never one of the forbidden ones that its name stands for', async () => {
    expect(await resolved(['169.254.169.254', '10.0.0.1', '::1'], false)).toBe('10.0.0.1');
    expect(await resolved(['169.254.169.254', '10.0.0.1'], true)).toEqual([
      { address: '10.0.0.1', family: 4 },
    ]);
    await expect(resolved(['169.254.169.254', 'fe80::1%2'], true)).rejects.toMatchObject({ code: FORBIDDEN });
  });

  it('is no private one that its name stands for, where these are denied', async () => {
    expect(await resolved(['127.0.0.1', '::ffff:10.0.0.1', '93.184.216.34'], false, true)).toBe(
      '93.184.216.34',
    );
    await expect(resolved(['127.0.0.1', '::1'], false, true)).rejects.toMatchObject({ code: FORBIDDEN });
  });
});
