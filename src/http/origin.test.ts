import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createOrigins } from './origin.ts';

const origin = createOrigins({ trustProxy: ['10.0.0.0/8'], urlHost: 'sl.example.com' });

function asked(host: string | undefined, proto?: string, from = '10.1.2.3'): string {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: from });
  return origin({ headers: { host, ...(proto && { 'x-forwarded-proto': proto }) }, socket });
}

describe('where a client sees us', () => {
  it('is the host it asked for, by the scheme that the proxy tells', () => {
    expect(asked('bbb.example.com')).toBe('http://bbb.example.com');
    expect(asked('bbb.example.com', 'https')).toBe('https://bbb.example.com');
    expect(asked('bbb.example.com', 'HTTPS, http')).toBe('https://bbb.example.com');
    expect(asked('bbb.example.com', 'javascript')).toBe('http://bbb.example.com');
  });

  it('leaves out the port of the scheme and no other', () => {
    expect(asked('a:80')).toBe('http://a');
    expect(asked('a:80', 'https')).toBe('https://a:80');
    expect(asked('a:443', 'https')).toBe('https://a');
    expect(asked('a:3000')).toBe('http://a:3000');
    expect(asked('a:')).toBe('http://a');
    expect(asked('[::1]:3000')).toBe('http://[::1]:3000');
  });

  it('takes the scheme from nobody else than a trusted proxy', () => {
    expect(asked('a', 'https', '192.0.2.1')).toBe('http://a');
  });

  it('is URL_HOST where the host can not stand in a URL', () => {
    for (const host of [undefined, '', 'a b', 'a/b', 'a@b', '"><x>', 'a, b']) {
      expect(asked(host, 'https')).toBe('https://sl.example.com');
    }
  });
});
