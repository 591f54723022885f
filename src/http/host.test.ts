import { describe, expect, it } from 'vitest';
import { hostName, isServedHost, tenantName } from './host.ts';

describe('the host of a request', () => {
  it.each([
    ['sl.example.com', 'sl.example.com'],
    ['SL.Example.com:8080', 'sl.example.com'],
    ['sl.example.com.', 'sl.example.com'],
    ['[::1]:3000', '[::1]'],
    ['127.0.0.1:3000', '127.0.0.1'],
    ['a b:c', undefined],
    ['a.example.com, b.example.com', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s', (header, host) => {
    expect(hostName(header)).toBe(host);
  });

  it('is served when it is URL_HOST, or when no URL_HOST is set', () => {
    expect(isServedHost('anything', undefined, false)).toBe(true);
    expect(isServedHost('sl.example.com', 'SL.example.com', false)).toBe(true);
    expect(isServedHost('evil.example.com', 'sl.example.com', false)).toBe(false);
    expect(isServedHost('t.sl.example.com', 'sl.example.com', false)).toBe(false);
    expect(isServedHost(undefined, 'sl.example.com', false)).toBe(false);
  });

  it('may lie below URL_HOST when there are tenants', () => {
    expect(isServedHost('t.sl.example.com', 'sl.example.com', true)).toBe(true);
    expect(isServedHost('evilsl.example.com', 'sl.example.com', true)).toBe(false);
  });

  it('names a tenant by its first label', () => {
    expect(tenantName('t1.sl.example.com', 'sl.example.com')).toBe('t1');
    expect(tenantName('sl.example.com', 'sl.example.com')).toBeUndefined();
    expect(tenantName('localhost', undefined)).toBeUndefined();
    expect(tenantName(undefined, 'sl.example.com')).toBeUndefined();
  });
});
