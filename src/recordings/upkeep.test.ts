import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deleteRecordings } from './delete.ts';
import { moveMisplaced } from './misplaced.ts';
import { pruneRecordings } from './prune.ts';
import { rescanRecordings } from './rescan.ts';
import { type Library, openLibrary, silent } from './testing.ts';
import { verifyRecordings } from './verify.ts';

const metadataXml = (recordId: string, format: string, state = 'published') => `<recording>
  <id>${recordId}</id><state>${state}</state><published>true</published><start_time>1700000000000</start_time>
  <meta><meetingId>room</meetingId><meetingName>A lecture</meetingName><course>1</course></meta>
  <playback><format>${format}</format><link>https://x/${format}/${recordId}</link></playback></recording>`;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('files of unpublished recordings that can still be played', () => {
  it('are moved out of the published area', async () => {
    const library = await openLibrary();
    await library.add('a', {}, ['presentation', 'video']);
    await library.add('b', { published: false });
    await library.recordings.setPublished('a', false);
    await library.files.move('a', 'video', 'unpublished');
    await library.write('published', 'presentation', 'b', { 'index.html': 'left behind' });
    expect(await moveMisplaced(library)).toBe(2);
    expect(await library.folders('a')).toEqual(['presentation unpublished', 'video unpublished']);
    expect(await library.folders('b')).toEqual(['presentation unpublished']);
    expect(await moveMisplaced(library)).toBe(0);
  });
});

describe('retention', () => {
  const day = 86_400_000;
  const prune = (library: Library, more: { tenantId?: string; dryRun?: boolean } = {}) =>
    all(pruneRecordings({ ...library, log: silent }, { startedBefore: 10 * day, dryRun: false, ...more }));
  const names = (gone: Awaited<ReturnType<typeof prune>>) => gone.map(({ recording }) => recording.recordId);

  async function old(): Promise<Library> {
    const library = await openLibrary();
    await library.add('old', { startTime: day, metadata: [{ key: 'tenant-id', value: 't1' }] });
    await library.add('older', { startTime: 0, state: 'processing' });
    await library.add('new', { startTime: 10 * day });
    await library.add('unknown', { startTime: undefined });
    await library.add('gone', { startTime: 0 });
    await deleteRecordings({ ...library, log: silent }, { recordIds: ['gone'] });
    return library;
  }

  it('deletes what started before a time, and tells it beforehand', async () => {
    const library = await old();
    expect(names(await prune(library, { dryRun: true }))).toEqual(['old', 'older']);
    expect(await library.folders('old')).toEqual(['presentation published']);
    expect(names(await prune(library))).toEqual(['old', 'older']);
    expect(await library.folders('old')).toEqual([]);
    expect((await library.one('older')).state).toBe('deleted');
    expect((await library.one('unknown')).state).toBe('published');
    expect(await prune(library)).toEqual([]);
  });

  it('can be a tenant’s alone', async () => {
    const library = await old();
    expect(names(await prune(library, { tenantId: 't1' }))).toEqual(['old']);
  });

  it('goes on after one whose files can not be removed', async () => {
    const library = await old();
    const files = {
      ...library.files,
      remove: async (recordId: string, formats: readonly string[]) => {
        if (recordId === 'old') throw new Error('the disk is gone');
        await library.files.remove(recordId, formats);
      },
    };
    expect(await prune({ ...library, files })).toMatchObject([
      { recording: { recordId: 'old' }, failed: true },
      { recording: { recordId: 'older' }, failed: false },
    ]);
    expect((await library.one('old')).state).toBe('published');
  });
});

describe('rows and files', () => {
  it('are compared', async () => {
    const library = await openLibrary();
    await library.add('fine', {}, ['presentation', 'video']);
    await library.add('hidden', { published: false });
    await library.add('empty');
    await rm(join(library.directory.published, 'presentation', 'empty'), { recursive: true });
    await library.add('moved');
    await library.files.move('moved', 'presentation', 'unpublished');
    await library.add('twice');
    await library.write('unpublished', 'presentation', 'twice', { 'index.html': 'x' });
    await library.add('half');
    await library.write('published', 'video', 'half', { 'index.html': 'x' });
    await library.write('unpublished', 'video', 'nobody', { 'index.html': 'x' });
    await library.add('gone');
    await library.recordings.markDeleted(['gone']);
    const found = (await all(verifyRecordings(library))).map(
      ({ problem, recordId, format }) => `${recordId} ${format} ${problem}`,
    );
    expect(found.sort()).toEqual([
      'empty presentation noFiles',
      'gone presentation deleted',
      'half video noRow',
      'moved presentation wrongPlace',
      'nobody video noRow',
      'twice presentation bothPlaces',
    ]);
  });

  it('get the rows that are missing from the files', async () => {
    const library = await openLibrary();
    const put = (area: 'published' | 'unpublished', format: string, recordId: string, xml?: string) =>
      library.write(area, format, recordId, { 'metadata.xml': xml ?? metadataXml(recordId, format) });
    await put('published', 'presentation', 'lost');
    await put('published', 'video', 'lost');
    await put('unpublished', 'video', 'hidden');
    await put('published', 'video', 'other', metadataXml('another', 'video'));
    await put('published', 'video', 'broken', '<recording>');
    await library.write('published', 'video', 'bare', { 'index.html': 'x' });
    await library.add('known');
    await library.add('decided', {}, ['presentation']);
    await library.recordings.setPublished('decided', false);
    await library.files.move('decided', 'presentation', 'unpublished');
    await put('published', 'video', 'decided');

    const told = await all(rescanRecordings({ ...library, protect: true, revive: false }));
    expect(told.map(({ recordId, format, failed }) => `${recordId} ${format} ${failed}`).sort()).toEqual([
      'bare video there is no metadata.xml',
      'broken video metadata.xml is not well-formed XML, or has a DOCTYPE',
      'decided video undefined',
      'hidden video undefined',
      'lost presentation undefined',
      'lost video undefined',
      'other video metadata.xml is of another recording or format than its folder',
    ]);
    expect(await library.one('lost')).toMatchObject({
      meetingId: 'room',
      name: 'A lecture',
      published: true,
      state: 'published',
      protected: true,
      startTime: 1_700_000_000_000,
      metadata: [{ key: 'course', value: '1' }],
      formats: [{ format: 'presentation' }, { format: 'video', url: '/video/lost' }],
    });
    expect(await library.one('hidden')).toMatchObject({ published: false, state: 'unpublished' });
    expect(await library.folders('decided')).toEqual(['presentation unpublished', 'video unpublished']);
    const again = await all(rescanRecordings({ ...library, protect: true, revive: false }));
    expect(again.filter(({ failed }) => failed === undefined)).toEqual([]);
  });

  it('are brought back of a deleted recording only when that is wanted', async () => {
    const library = await openLibrary();
    await library.add('gone', {}, ['presentation', 'video']);
    await deleteRecordings({ ...library, log: silent }, { recordIds: ['gone'] });
    for (const format of ['presentation', 'video'])
      await library.write('unpublished', format, 'gone', { 'metadata.xml': metadataXml('gone', format) });
    expect(await all(rescanRecordings({ ...library, protect: false, revive: false }))).toEqual([]);
    expect(await all(rescanRecordings({ ...library, protect: false, revive: true }))).toHaveLength(2);
    expect(await library.one('gone')).toMatchObject({
      published: false,
      state: 'unpublished',
      formats: [{ format: 'presentation' }, { format: 'video' }],
    });
  });
});
