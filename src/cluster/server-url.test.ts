import { expect, it } from 'vitest';
import { hostnameOf, isServerUrl } from './server-url.ts';

it.each(['https://bbb1.example.com/bigbluebutton/api', 'http://10.0.0.1:8080/api/', 'HTTPS://[::1]/api'])(
  '%s can be a server',
  (url) => {
    expect(isServerUrl(url)).toBe(true);
  },
);

it.each([
  '',
  'notaurl',
  'ftp://host/api',
  'http:host',
  'http://',
  'https:///api',
  'http://?x',
  'http://a b/api',
])('%j can not be a server', (url) => {
  expect(isServerUrl(url)).toBe(false);
});

it('has a lower-cased hostname without the port', () => {
  expect(hostnameOf('https://BBB1.Example.com:8443/api')).toBe('bbb1.example.com');
  expect(hostnameOf('notaurl')).toBeUndefined();
});
