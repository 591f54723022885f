import { describe, expect, it } from 'vitest';
import { changesOf, placeOf } from './changes.ts';

describe('an entry of the audit log', () => {
  it('tells what is another now, and not what stayed', () => {
    const before = { state: 'enabled', tag: null, url: 'https://a/api', limits: { users: 1 } };
    const after = { state: 'disabled', tag: 'large', url: 'https://a/api', limits: { users: 2 } };
    expect(changesOf({ before, after })).toEqual([
      { name: 'state', before: 'enabled', after: 'disabled' },
      { name: 'tag', before: undefined, after: 'large' },
      { name: 'limits', before: '{"users":1}', after: '{"users":2}' },
    ]);
  });

  it('tells what came and what went', () => {
    expect(changesOf({ before: null, after: { retried: 0 } })).toEqual([
      { name: 'retried', before: undefined, after: '0' },
    ]);
    expect(changesOf({ before: { name: 'a' }, after: null })).toEqual([
      { name: 'name', before: 'a', after: undefined },
    ]);
    expect(changesOf({ before: null, after: null })).toEqual([]);
  });

  it('leads to what it was done to, where there is a page of it', () => {
    expect(placeOf({ action: 'server.cordon', subject: 'bbb1' })).toEqual({ page: 'server', id: 'bbb1' });
    expect(placeOf({ action: 'tenant.update', subject: 't' })).toEqual({ page: 'tenant', id: 't' });
    expect(placeOf({ action: 'callback.retry-failed', subject: 'all' })).toBeUndefined();
    expect(placeOf({ action: 'token.create', subject: 'x' })).toBeUndefined();
    expect(placeOf({ action: 'tenant-setting.add', subject: 'x' })).toBeUndefined();
  });
});
