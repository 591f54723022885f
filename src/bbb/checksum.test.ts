import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksum, cutChecksum, type HashName, isSigned, signedQuery } from './checksum.ts';

const ALL: readonly HashName[] = ['SHA1', 'SHA256', 'SHA384', 'SHA512'];

describe('checksum', () => {
  it.each(ALL)('is the %s of call, query and secret in lower-case hex', (hash) => {
    const expected = createHash(hash).update('createname=Jürgen&meetingID=1secret').digest('hex');
    expect(checksum(hash, 'create', 'name=Jürgen&meetingID=1', 'secret')).toBe(expected);
  });
});

describe('cutChecksum', () => {
  it.each([
    ['a=1&checksum=X&b=2', 'X', 'a=1&b=2'],
    ['checksum=X&a=1', 'X', 'a=1'],
    ['a=1&checksum=X', 'X', 'a=1'],
    ['checksum=X', 'X', ''],
    ['a=%zz&checksum=X', 'X', 'a=%zz'],
    ['mychecksum=Y&checksum=X', 'X', 'mychecksum=Y'],
    ['checksumX=Y&checksum=X', 'X', 'checksumX=Y'],
    ['a=checksum=Y&checksum=X', 'X', 'a=checksum=Y'],
    ['checksum=X=Y', 'X=Y', ''],
    ['a=1&checksum=&b=2', '', 'a=1&b=2'],
    ['a=1&checksum&b=2', '', 'a=1&b=2'],
    ['checksum&b=2', '', 'b=2'],
  ])('takes it out of %s', (query, given, signed) => {
    expect(cutChecksum(query)).toEqual({ given, signed });
  });

  it.each(['', 'a=1', 'mychecksum=X', 'a=checksum', 'check%73um=X'])('finds none in "%s"', (query) => {
    expect(cutChecksum(query)).toEqual({ given: undefined, signed: query });
  });

  it.each(['checksum=X&checksum=X', 'checksum=X&a=1&checksum', 'checksum&checksum=X'])(
    'gives an unusable one when it is repeated: %s',
    (query) => {
      expect(cutChecksum(query).given).toBe('');
    },
  );

  it('gives back what stood around it', () => {
    const piece = fc.stringMatching(/^[a-z=%+;]{1,8}$/).filter((text) => !text.startsWith('checksum'));
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (before, after) => {
        const query = [...before, 'checksum=X', ...after].join('&');
        expect(cutChecksum(query)).toEqual({ given: 'X', signed: [...before, ...after].join('&') });
      }),
    );
  });
});

describe('isSigned', () => {
  const signature = (hash: HashName, secret = 'secret') => checksum(hash, 'join', 'a=1', secret);

  it.each(ALL)('accepts %s by its length when it is allowed', (hash) => {
    expect(isSigned(signature(hash), 'join', 'a=1', ['secret'], ALL)).toBe(true);
  });

  it.each(ALL)('refuses %s when it is not allowed', (hash) => {
    const others = ALL.filter((other) => other !== hash);
    expect(isSigned(signature(hash), 'join', 'a=1', ['secret'], others)).toBe(false);
  });

  it('lets any of the secrets match, the last one too', () => {
    expect(isSigned(signature('SHA1', 'new'), 'join', 'a=1', ['old', '', 'new'], ALL)).toBe(true);
  });

  it('refuses another call, another query, another secret', () => {
    expect(isSigned(signature('SHA256'), 'end', 'a=1', ['secret'], ALL)).toBe(false);
    expect(isSigned(signature('SHA256'), 'join', 'a=2', ['secret'], ALL)).toBe(false);
    expect(isSigned(signature('SHA256'), 'join', 'a=1', ['Secret', 'secret2'], ALL)).toBe(false);
  });

  it('refuses upper case, other lengths, an empty one and none', () => {
    const good = signature('SHA256');
    for (const given of [good.toUpperCase(), `${good}0`, good.slice(1), `é${good.slice(1)}`, '', undefined]) {
      expect(isSigned(given, 'join', 'a=1', ['secret'], ALL)).toBe(false);
    }
  });

  it('refuses a checksum that differs in one place only, wherever it is', () => {
    const good = signature('SHA512');
    for (let at = 0; at < good.length; at++) {
      const given = good.slice(0, at) + (good[at] === '0' ? '1' : '0') + good.slice(at + 1);
      expect(isSigned(given, 'join', 'a=1', ['secret'], ALL)).toBe(false);
    }
  });

  it('refuses everything without a secret; a blank one is none', () => {
    expect(isSigned(signature('SHA256', ''), 'join', 'a=1', [''], ALL)).toBe(false);
    expect(isSigned(signature('SHA256', ' '), 'join', 'a=1', [' '], ALL)).toBe(false);
    expect(isSigned(signature('SHA256', ''), 'join', 'a=1', [], ALL)).toBe(false);
  });
});

describe('signedQuery', () => {
  it('is accepted by the other side', () => {
    const query = signedQuery('create', [{ name: 'name', value: 'a b&c' }], 'secret', 'SHA256');
    const { given, signed } = cutChecksum(query);
    expect(signed).toBe('name=a+b%26c');
    expect(isSigned(given, 'create', signed, ['secret'], ['SHA256'])).toBe(true);
  });

  it('is the checksum alone when there are no parameters', () => {
    expect(signedQuery('getMeetings', [], 's', 'SHA1')).toBe(
      `checksum=${checksum('SHA1', 'getMeetings', '', 's')}`,
    );
  });
});
