import { describe, expect, it } from 'vitest';
import { changeRecordings } from './change.ts';
import { openLibrary } from './testing.ts';

const nothing = { set: new Map<string, string>(), remove: [] };

describe('changing recordings', () => {
  it('changes all of them, or none when one is unknown', async () => {
    const library = await openLibrary();
    await library.add('a');
    await library.add('b');
    const change = { ...nothing, set: new Map([['k', 'v']]), protect: true };
    expect(await changeRecordings(library.recordings, { recordIds: ['a', 'nobody'], ...change })).toBe(false);
    expect(await library.one('a')).toMatchObject({ metadata: [], protected: false });
    expect(await changeRecordings(library.recordings, { recordIds: ['a', 'b', 'a'], ...change })).toBe(true);
    expect(await library.one('b')).toMatchObject({ metadata: [{ key: 'k', value: 'v' }], protected: true });
  });

  it('tells when nothing was asked for, but not when nothing was there to remove', async () => {
    const library = await openLibrary();
    await library.add('a');
    expect(await changeRecordings(library.recordings, { recordIds: ['a'], ...nothing })).toBe(false);
    const change = { ...nothing, remove: ['absent'] };
    expect(await changeRecordings(library.recordings, { recordIds: ['a'], ...change })).toBe(true);
  });

  it('lets a tenant change its own, but not whose they are', async () => {
    const library = await openLibrary();
    await library.add('mine', { metadata: [{ key: 'tenant-id', value: 't1' }] });
    await library.add('nobodys');
    const change = { ...nothing, set: new Map([['tenant-id', 't2']]) };
    const ask = (recordIds: string[], tenantId?: string, what = change) =>
      changeRecordings(library.recordings, { recordIds, tenantId, ...what });
    expect(await ask(['mine'], 't1')).toBe(false);
    expect(await ask(['mine'], 't1', { ...nothing, set: new Map([['k', 'v']]) })).toBe(true);
    expect(await ask(['mine', 'nobodys'], 't1', { ...nothing, set: new Map([['k', 'w']]) })).toBe(false);
    expect((await library.one('mine')).metadata).toEqual([
      { key: 'k', value: 'v' },
      { key: 'tenant-id', value: 't1' },
    ]);
    expect(await ask(['nobodys'])).toBe(true);
  });
});
