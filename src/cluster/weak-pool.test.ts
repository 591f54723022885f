import { describe, expect, it } from 'vitest';
import { weakServers, weakTenants } from './weak-pool.ts';

const SECRETS = ['the-secret-of-the-load-balancer'];

describe('servers', () => {
  const at = (...urls: string[]) =>
    weakServers(
      urls.map((url, i) => ({ id: `bbb${i + 1}`, url, secret: `a-secret-of-its-own-${i}` })),
      SECRETS,
    ).map(({ text }) => text);

  it.each([
    'https://bbb.example.com/bigbluebutton/api',
    'http://bbb1/bigbluebutton/api',
    'http://bbb1.internal/bigbluebutton/api',
    'http://localhost:3000/x',
    'http://127.0.0.1:3000/x',
    'http://10.0.0.7/x',
    'http://172.31.0.7/x',
    'http://192.168.1.7/x',
    'http://100.64.0.1/x',
    'http://[::1]/x',
    'http://[fd00::7]:8080/x',
    'http://[::ffff:10.0.0.1]/x',
    'not an address',
  ])('may be called at %s', (url) => expect(at(url)).toEqual([]));

  it.each([
    'http://bbb.example.com/bigbluebutton/api',
    'HTTP://BBB.example.com',
    'http://192.0.2.1/x',
    'http://172.32.0.1/x',
    'http://100.128.0.1/x',
    'http://[2001:db8::1]/x',
    'http://[::ffff:192.0.2.1]/x',
  ])('are better not called at %s', (url) => {
    expect(at(url)).toEqual([expect.stringMatching(/^bbb1 is called by http over public networks/)]);
  });

  it('are told of in one line, however many they are', () => {
    const told = at(...Array.from({ length: 9 }, (_, i) => `http://bbb${i}.example.com/x`));
    expect(told).toEqual([expect.stringMatching(/^bbb1, bbb2, bbb3 and 6 more are called by http/)]);
  });

  it('have secrets of their own', () => {
    const [secret = ''] = SECRETS;
    const told = weakServers([{ id: 'bbb1', url: 'https://bbb1.example.com/x', secret }], SECRETS);
    expect(told.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^bbb1 is known by the same secret/),
    ]);
  });
});

describe('tenants', () => {
  const of = (tenants: Record<string, string[]>) =>
    weakTenants(
      Object.entries(tenants).map(([name, secrets]) => ({ name, secrets })),
      SECRETS,
    ).map(({ grave, text }) => `${grave ? 'grave' : 'weak'}: ${text}`);

  it('have secrets of their own, hard to guess', () => {
    expect(of({ a: ['a-secret-of-sixteen', 'another-one-of-its-own'], b: ['b-secret-of-sixteen'] })).toEqual(
      [],
    );
    expect(of({ a: ['short'] })).toEqual(['weak: A secret of the tenant a has only 5 characters']);
    expect(of({ a: SECRETS })).toEqual([
      expect.stringMatching(/^grave: The tenant a has the load balancer's own/),
    ]);
  });

  it('have none in common', () => {
    const [one, two] = ['a-secret-in-common', 'another-secret-in-common'];
    expect(of({ a: [one, two], b: [two, one], c: ['the-secret-of-c-alone'] })).toEqual([
      'grave: The tenants a, b have a secret in common: each may call as the other',
    ]);
  });
});
