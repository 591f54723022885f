import { describe, expect, it } from 'vitest';
import { checksum, type HashName } from '../bbb/checksum.ts';
import { parseQuery } from '../bbb/query.ts';
import type { Form } from './forms.ts';
import { isCallSigned } from './signature.ts';

const ALL: HashName[] = ['SHA1', 'SHA256', 'SHA384', 'SHA512'];
const SECRET = 's3cret';

function form(raw: string): Form {
  return { params: parseQuery(raw), raw };
}

function multipart(raw: string): Form {
  return { params: parseQuery(raw), raw: undefined };
}

function accepts(query: string, body?: Form, strict = false): boolean {
  const config = { checksumAlgorithms: ALL, requireSignedBody: strict };
  return isCallSigned(config, { call: 'create', query, form: body, secrets: ['other', SECRET] });
}

function sign(text: string, hash: HashName = 'SHA256'): string {
  return checksum(hash, 'create', text, SECRET);
}

describe('a call is signed', () => {
  it('by any of the secrets over its raw query, wherever the checksum stands', () => {
    for (const hash of ALL) expect(accepts(`a=1&b=%20&checksum=${sign('a=1&b=%20', hash)}`)).toBe(true);
    expect(accepts(`checksum=${sign('a=1')}&a=1`)).toBe(true);
    expect(accepts(`a=1&checksum=${sign('a=1&b=2')}&b=2`)).toBe(true);
    expect(accepts(`checksum=${sign('')}`)).toBe(true);
  });

  it('not when anything was changed, or the checksum is missing, twice or in upper case', () => {
    expect(accepts(`a=2&checksum=${sign('a=1')}`)).toBe(false);
    expect(accepts('a=1')).toBe(false);
    expect(accepts('a=1&checksum=')).toBe(false);
    expect(accepts(`a=1&checksum=${sign('a=1')}&checksum=${sign('a=1')}`)).toBe(false);
    expect(accepts(`a=1&checksum=${sign('a=1').toUpperCase()}`)).toBe(false);
  });

  it('when a form carries the checksum of an empty query, as front-ends do it', () => {
    expect(accepts('', form(`a=1&checksum=${sign('')}`))).toBe(true);
    expect(accepts('', multipart(`a=1&checksum=${sign('')}`))).toBe(true);
    expect(accepts(`checksum=${sign('')}`, form('a=1'))).toBe(true);
  });

  it('when a form carries a checksum over itself', () => {
    expect(accepts('', form(`a=1&checksum=${sign('a=1')}`))).toBe(true);
    expect(accepts('', form(`a=2&checksum=${sign('a=1')}`))).toBe(false);
    expect(accepts(`checksum=${sign('a=1')}`, form('a=1'))).toBe(true);
  });

  it('not with a parameter in both places', () => {
    const query = `a=1&checksum=${sign('a=1')}`;
    expect(accepts(query, form('b=2'))).toBe(true);
    expect(accepts(query, form('a=2'))).toBe(false);
    expect(accepts(query, form('b=2&%61=1'))).toBe(false);
    expect(accepts(query, multipart('a'))).toBe(false);
  });

  it('not with a checksum in both places', () => {
    expect(accepts(`checksum=${sign('')}`, form(`a=1&checksum=${sign('')}`))).toBe(false);
    expect(accepts(`checksum=${sign('')}`, multipart(`a=1&checksum=${sign('')}`))).toBe(false);
  });
});

describe('REQUIRE_SIGNED_BODY', () => {
  it('takes a form only by a checksum that covers all of it', () => {
    expect(accepts('', form(`a=1&checksum=${sign('a=1')}`), true)).toBe(true);
    expect(accepts(`checksum=${sign('a=1')}`, form('a=1'), true)).toBe(true);
    expect(accepts('', form(`a=1&checksum=${sign('')}`), true)).toBe(false);
    expect(accepts(`b=2&checksum=${sign('a=1')}`, form('a=1'), true)).toBe(false);
    expect(accepts(`b=2&checksum=${sign('b=2')}`, form('a=1'), true)).toBe(false);
    expect(accepts('', multipart(`a=1&checksum=${sign('')}`), true)).toBe(false);
  });

  it('changes nothing for calls without a form', () => {
    expect(accepts(`a=1&checksum=${sign('a=1')}`, undefined, true)).toBe(true);
    expect(accepts(`a=1&checksum=${sign('a=1')}`, form(''), true)).toBe(true);
  });
});
