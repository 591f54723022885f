import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deleteRecordings } from './delete.ts';
import { publishRecordings } from './publish.ts';
import { openLibrary, silent } from './testing.ts';

describe('publishing', () => {
  it('moves the files of every format and notes that somebody wanted it', async () => {
    const library = await openLibrary();
    await library.add('a', {}, ['presentation', 'video']);
    await library.add('b');
    const deps = { ...library, log: silent };
    const changed = await publishRecordings(deps, { recordIds: ['a', 'b', 'nobody'], publish: false });
    expect(changed.map(({ recordId }) => recordId).sort()).toEqual(['a', 'b']);
    expect(await library.folders('a')).toEqual(['presentation unpublished', 'video unpublished']);
    expect(await library.one('a')).toMatchObject({
      published: false,
      state: 'unpublished',
      publishUpdated: true,
    });
    await publishRecordings(deps, { recordIds: ['a'], publish: true });
    expect(await library.folders('a')).toEqual(['presentation published', 'video published']);
    expect(await library.one('a')).toMatchObject({ published: true, state: 'published' });
    expect(await library.folders('b')).toEqual(['presentation unpublished']);
  });

  it('leaves alone what is so already', async () => {
    const library = await openLibrary();
    await library.add('a');
    const deps = { ...library, log: silent };
    expect(await publishRecordings(deps, { recordIds: ['a'], publish: true })).toEqual([]);
    expect((await library.one('a')).publishUpdated).toBe(false);
  });

  it('goes on where it was interrupted', async () => {
    const library = await openLibrary();
    await library.add('a', {}, ['presentation', 'video']);
    await library.files.move('a', 'video', 'unpublished');
    await library.write('unpublished', 'presentation', 'a', { 'index.html': 'an old copy' });
    await publishRecordings({ ...library, log: silent }, { recordIds: ['a'], publish: false });
    expect(await library.folders('a')).toEqual(['presentation unpublished', 'video unpublished']);
  });

  it('changes nothing of a recording of which a format has no files, but the others', async () => {
    const library = await openLibrary();
    await library.add('a', {}, ['presentation', 'video']);
    await library.add('b');
    await rm(join(library.directory.published, 'video', 'a'), { recursive: true });
    const request = { recordIds: ['a', 'b'], publish: false };
    await expect(publishRecordings({ ...library, log: silent }, request)).rejects.toThrow(
      'Unable to publish/unpublish recording.',
    );
    expect(await library.folders('a')).toEqual(['presentation published']);
    expect(await library.one('a')).toMatchObject({ published: true, publishUpdated: false });
    expect(await library.one('b')).toMatchObject({ published: false });
  });

  it('finds only what is published or unpublished, and of a tenant only its own', async () => {
    const library = await openLibrary();
    await library.add('processing', { state: 'processing' });
    await library.add('mine', { metadata: [{ key: 'tenant-id', value: 't1' }] });
    await library.add('nobodys');
    const deps = { ...library, log: silent };
    const refused = (recordIds: string[], tenantId?: string) =>
      expect(publishRecordings(deps, { recordIds, publish: false, tenantId })).rejects.toThrow(
        'We could not find recordings',
      );
    await refused(['processing', 'nobody']);
    await refused(['mine'], 't2');
    await refused(['nobodys'], 't1');
    await publishRecordings(deps, { recordIds: ['mine', 'nobodys'], publish: false, tenantId: 't1' });
    expect((await library.one('mine')).published).toBe(false);
    expect((await library.one('nobodys')).published).toBe(true);
  });
});

describe('deleting', () => {
  it('removes the files of every format from both areas, and all of the row but itself', async () => {
    const library = await openLibrary();
    await library.add('a', {}, ['presentation', 'video']);
    await library.files.move('a', 'video', 'unpublished');
    const deps = { ...library, log: silent };
    const gone = await deleteRecordings(deps, { recordIds: ['a', 'nobody'] });
    expect(gone.map(({ recordId }) => recordId)).toEqual(['a']);
    expect(await library.folders('a')).toEqual([]);
    expect(await library.one('a')).toMatchObject({ state: 'deleted', formats: [] });
    expect(await deleteRecordings(deps, { recordIds: ['a'] })).toHaveLength(1);
  });

  it('does not need the files to be there', async () => {
    const library = await openLibrary();
    await library.add('a');
    await rm(library.directory.published, { recursive: true });
    expect(await deleteRecordings({ ...library, log: silent }, { recordIds: ['a'] })).toHaveLength(1);
  });

  it('finds of a tenant only its own', async () => {
    const library = await openLibrary();
    await library.add('mine', { metadata: [{ key: 'tenant-id', value: 't1' }] });
    await library.add('nobodys');
    const deps = { ...library, log: silent };
    const other = deleteRecordings(deps, { recordIds: ['mine'], tenantId: 't2' });
    await expect(other).rejects.toThrow('We could not find recordings');
    await deleteRecordings(deps, { recordIds: ['mine', 'nobodys'], tenantId: 't1' });
    expect((await library.one('mine')).state).toBe('deleted');
    expect((await library.one('nobodys')).state).toBe('published');
  });
});
