import { describe, expect, it } from 'vitest';
import { mishandlesNone } from './same-site.ts';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X';

describe('SameSite=None is left out', () => {
  it.each([
    'Mozilla/5.0 (iPhone; CPU iPhone OS 12_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (iPad; CPU OS 12_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/80.0.3987.95 Mobile/15E148 Safari/604.1',
    `${MAC} 10_14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Safari/605.1.15`,
    `${MAC} 10_14) AppleWebKit/605.1.15 (KHTML, like Gecko)`,
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0.2704.106 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/66.0.3359.181 Safari/537.36',
    'Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko) Ubuntu Chromium/60.0.3112.78 Safari/537.36',
    'Mozilla/5.0 (Linux; U; Android 9; en-US) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/57.0.2987.108 UCBrowser/12.13.1.1189 Mobile Safari/537.36',
    'Mozilla/5.0 (Linux; U; Android 9) AppleWebKit/537.36 Chrome/78.0.3904.108 UCBrowser/11.5.0.1015 Mobile Safari/537.36',
  ])('for %s', (userAgent) => {
    expect(mishandlesNone(userAgent)).toBe(true);
  });
});

describe('SameSite=None is sent', () => {
  it.each([
    undefined,
    '',
    'curl/8.5.0',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 13_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_12 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
    `${MAC} 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15`,
    `${MAC} 10_14_6) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/80.0.3987.132 Safari/537.36`,
    `${MAC} 10.14; rv:120.0) Gecko/20100101 Firefox/120.0`,
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/50.0.2661.102 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/67.0.3396.99 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/510.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Linux; U; Android 9) AppleWebKit/537.36 Chrome/57.0.2987.108 UCBrowser/12.13.2.1208 Mobile Safari/537.36',
    'Mozilla/5.0 (Linux; U; Android 9) AppleWebKit/537.36 Chrome/57.0.2987.108 UCBrowser/13.0.0.1288 Mobile Safari/537.36',
  ])('to %s', (userAgent) => {
    expect(mishandlesNone(userAgent)).toBe(false);
  });
});
