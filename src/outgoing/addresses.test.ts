import type { lookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { FORBIDDEN, guardedLookup, isForbiddenHost } from './addresses.ts';

/** What a name with these addresses comes to. */
function resolved(addresses: readonly string[], all: boolean): Promise<unknown> {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const names = ((_: string, __: object, callback: (error: null, all: object[]) => void) =>
    callback(null, found)) as typeof lookup;
  return new Promise((resolve, reject) => {
    guardedLookup(names)('lms.example.com', { all }, (error, address) =>
      error ? reject(error) : resolve(address),
    );
  });
}

describe('an address that a front-end gave', () => {
  it.each([
    '169.254.169.254',
    '169.254.0.1',
    '[fe80::1]',
    '[fe80::a9fe:a9fe]',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
  ])('is not called at %s', (host) => expect(isForbiddenHost(host)).toBe(true));

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '192.168.1.1',
    '[::1]',
    '[fd00::1]',
    'lms.example.com',
    '169.254.example.com',
    '',
  ])('may be called at %s', (host) => expect(isForbiddenHost(host)).toBe(false));

  it('is never one of the forbidden ones that its name stands for', async () => {
    expect(await resolved(['169.254.169.254', '10.0.0.1', '::1'], false)).toBe('10.0.0.1');
    expect(await resolved(['169.254.169.254', '10.0.0.1'], true)).toEqual([
      { address: '10.0.0.1', family: 4 },
    ]);
    await expect(resolved(['169.254.169.254', 'fe80::1'], true)).rejects.toMatchObject({ code: FORBIDDEN });
  });
});
