import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signJwt, verifyJwt } from './jwt.ts';

const NOW = 1_700_000_000_000;
const SECONDS = NOW / 1000;
const open = (token: string, secrets = ['secret']) => verifyJwt(token, secrets, 'HS512', NOW);

describe('a JSON web token', () => {
  it('is three parts in base64url, signed as RFC 7515 says', () => {
    const [head = '', body = '', signature] = signJwt({ record_id: 'r/1' }, 'secret', 'HS256').split('.');
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toEqual({ record_id: 'r/1' });
    expect(signature).toBe(createHmac('sha256', 'secret').update(`${head}.${body}`).digest('base64url'));
  });

  it('opens with any of the secrets', () => {
    const token = signJwt({ exp: SECONDS + 1 }, 'secret', 'HS512');
    expect(open(token, ['other', 'secret'])).toEqual({ exp: SECONDS + 1 });
    expect(open(token, ['other'])).toBeUndefined();
    expect(open(token, [])).toBeUndefined();
  });

  it('never opens with a blank secret, which signs nothing', () => {
    expect(open(signJwt({}, ' ', 'HS512'), [' '])).toBeUndefined();
  });

  it.each([
    ['has run out', { exp: SECONDS }],
    ['holds from later on', { nbf: SECONDS + 1 }],
    ['has a time that is none', { exp: '2100-01-01' }],
  ])('does not open when it %s', (_, claims) => {
    expect(open(signJwt(claims, 'secret', 'HS512'))).toBeUndefined();
  });

  it('does not open with another hash than is asked for, and none least of all', () => {
    expect(open(signJwt({}, 'secret', 'HS256'))).toBeUndefined();
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(open(`${none}.${Buffer.from('{}').toString('base64url')}.`)).toBeUndefined();
  });

  it.each(['', '.', '..', 'a.b.c', 'a.b.c.d', `${'a'.repeat(20_000)}.b.c`])('is not %j', (text) => {
    expect(open(text)).toBeUndefined();
  });

  it('with claims that are no object does not open', () => {
    const [head, body] = ['{"alg":"HS512"}', '[1]'].map((text) => Buffer.from(text).toString('base64url'));
    const signature = createHmac('sha512', 'secret').update(`${head}.${body}`).digest('base64url');
    expect(open(`${head}.${body}.${signature}`)).toBeUndefined();
  });
});
