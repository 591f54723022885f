import { describe, expect, it } from 'vitest';
import { encodeParams, parseQuery } from '../bbb/query.ts';
import { limitDuration, mergeParams, type ParamRules, passable, wantedTag, withParam } from './params.ts';
import type { TenantSetting } from './tenant.ts';

const NO_RULES: ParamRules = { defaults: [], overrides: [], exclude: [] };

function setting(param: string, value: string, override: boolean): TenantSetting {
  return { id: `${param}-${override}`, tenantId: 't', param, value, override };
}

function merged(query: string, rules: Partial<ParamRules>, settings: readonly TenantSetting[] = []): string {
  return encodeParams(mergeParams(parseQuery(query), { ...NO_RULES, ...rules }, settings));
}

describe('a client’s parameters', () => {
  it('pass in their order, repeats and empty values too', () => {
    expect(merged('b=1&a=&b=2&userdata-x=%C3%BC&flag', {})).toBe('b=1&a=&b=2&userdata-x=%C3%BC&flag');
  });

  it('are stronger than defaults, even when empty', () => {
    expect(
      merged('welcome=&name=x', {
        defaults: [
          ['welcome', 'Hi'],
          ['record', 'true'],
        ],
      }),
    ).toBe('welcome=&name=x&record=true');
  });

  it('are weaker than overrides', () => {
    expect(merged('record=true&record=1&name=x', { overrides: [['record', 'false']] })).toBe(
      'name=x&record=false',
    );
  });

  it('meet the tenant’s: its defaults beat the pool’s, its overrides beat everybody', () => {
    const rules: Partial<ParamRules> = {
      defaults: [
        ['a', 'pool'],
        ['b', 'pool'],
      ],
      overrides: [
        ['c', 'pool'],
        ['d', 'pool'],
      ],
    };
    const settings = [
      setting('b', 'tenant', false),
      setting('d', 'tenant', true),
      setting('e', 'tenant', true),
    ];
    expect(merged('e=client&f=client', rules, settings)).toBe(
      'f=client&a=pool&b=tenant&c=pool&d=tenant&e=tenant',
    );
  });

  it('lose the checksum and what the operator excludes, so that a default takes its place', () => {
    const left = passable(parseQuery('name=x&logo=evil&checksum=abc&checksums=1'), ['logo']);
    expect(encodeParams(left)).toBe('name=x&checksums=1');
    expect(encodeParams(mergeParams(left, { ...NO_RULES, defaults: [['logo', 'ours']] }, []))).toBe(
      'name=x&checksums=1&logo=ours',
    );
  });

  it('never carry the server tag: it is set to what the server has', () => {
    const tag: ParamRules = {
      ...NO_RULES,
      defaults: [['meta_server-tag', 'a']],
      overrides: [['meta_server-tag', 'b']],
    };
    expect(merged('meta_server-tag=c&name=x', tag)).toBe('name=x');
  });

  it('are replaced where they stand', () => {
    expect(encodeParams(withParam(parseQuery('a=1&v=2&b=3&v=4'), 'v', 'new'))).toBe('a=1&v=new&b=3');
    expect(encodeParams(withParam(parseQuery('a=1'), 'v', 'new'))).toBe('a=1&v=new');
  });
});

describe('the wanted server tag', () => {
  const rules: ParamRules = {
    ...NO_RULES,
    defaults: [['meta_server-tag', 'default']],
    overrides: [['meta_server-tag', 'override']],
  };
  const client = parseQuery('meta_server-tag=client');
  const tenantDefault = setting('meta_server-tag', 'tenant-default', false);

  it.each([
    [
      'the tenant’s override',
      client,
      rules,
      [setting('meta_server-tag', 'tenant!', true), tenantDefault],
      'tenant',
    ],
    ['then the operator’s override', client, rules, [tenantDefault], 'override'],
    ['then the client’s', client, { ...rules, overrides: [] }, [tenantDefault], 'client'],
    ['then the tenant’s default', [], { ...rules, overrides: [] }, [tenantDefault], 'tenant-default'],
    ['then the operator’s default', [], { ...rules, overrides: [] }, [], 'default'],
    [
      'and blanks are passed over',
      parseQuery('meta_server-tag=+'),
      { ...rules, overrides: [] },
      [],
      'default',
    ],
  ])('is %s', (_, params, theRules, settings, text) => {
    expect(wantedTag(params, theRules, settings).text).toBe(text);
  });
});

describe('MAX_MEETING_DURATION', () => {
  it.each([
    ['', 'duration=60'],
    ['duration=', 'duration=60'],
    ['duration=0', 'duration=60'],
    ['duration=-5', 'duration=60'],
    ['duration=soon', 'duration=60'],
    ['duration=61', 'duration=60'],
    ['duration=60', 'duration=60'],
    ['duration=5', 'duration=5'],
    ['duration=5&duration=90', 'duration=60'],
  ])('of 60 turns "%s" into "%s"', (given, sent) => {
    expect(encodeParams(limitDuration(parseQuery(given), 60))).toBe(sent);
  });

  it('of 0 is no limit', () => {
    expect(encodeParams(limitDuration(parseQuery('duration=9999'), 0))).toBe('duration=9999');
  });
});
