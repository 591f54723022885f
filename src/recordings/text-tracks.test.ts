import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Library, openLibrary } from './testing.ts';
import { languageTag, listTextTracks, type NewTextTrack, putTextTrack } from './text-tracks.ts';

const track = (more: Partial<NewTextTrack> = {}): NewTextTrack => ({
  recordId: 'a',
  kind: 'subtitles',
  lang: 'de-DE',
  webVtt: 'WEBVTT\n',
  ...more,
});

const put = (library: Library, one: NewTextTrack) =>
  putTextTrack({ ...library, leases: library.cluster.leases, newId: randomUUID }, one);

describe('text tracks', () => {
  it('are listed as the recording’s folder has them', async () => {
    const library = await openLibrary();
    await library.add('a', {}, ['video', 'presentation']);
    expect(await listTextTracks(library, 'a', undefined)).toEqual([]);
    await library.write('published', 'presentation', 'a', {
      'captions.json': JSON.stringify([
        { localeName: 'English (United States)', locale: 'en_US' },
        { localeName: 'Deutsch', locale: 'de', kind: 'subtitles', source: 'upload', lang: 'de', label: 'DE' },
        { locale: '../../etc/passwd' },
        'nonsense',
      ]),
    });
    expect(await listTextTracks(library, 'a', undefined)).toEqual([
      {
        kind: 'captions',
        label: 'English (United States)',
        lang: 'en-US',
        source: 'live',
        path: '/presentation/a/caption_en_US.vtt',
      },
      {
        kind: 'subtitles',
        label: 'DE',
        lang: 'de',
        source: 'upload',
        path: '/presentation/a/caption_de.vtt',
      },
    ]);
  });

  it('are added to where the player looks, in the place of one of the language', async () => {
    const library = await openLibrary();
    await library.add('a', { published: false }, ['podcast', 'presentation']);
    await library.write('unpublished', 'presentation', 'a', {
      'captions.json': '[{"locale":"de_DE"},{"locale":"fr"}]',
    });
    expect(await put(library, track({ webVtt: 'WEBVTT\n\nx\n' }))).toBe('added');
    expect(await library.read('unpublished', 'presentation', 'a', 'caption_de-DE.vtt')).toBe('WEBVTT\n\nx\n');
    const listed = await listTextTracks(library, 'a', undefined);
    expect(listed).toEqual([
      expect.objectContaining({ lang: 'fr' }),
      {
        kind: 'subtitles',
        label: 'Deutsch (Deutschland)',
        lang: 'de-DE',
        source: 'upload',
        path: '/presentation/a/caption_de-DE.vtt',
      },
    ]);
    expect(await put(library, track({ label: 'Mein Titel', kind: 'captions' }))).toBe('added');
    expect((await listTextTracks(library, 'a', undefined))?.at(-1)).toMatchObject({ label: 'Mein Titel' });
  });

  it('replace an index that is none', async () => {
    const library = await openLibrary();
    await library.add('a');
    await library.write('published', 'presentation', 'a', { 'captions.json': '{ broken' });
    expect(await listTextTracks(library, 'a', undefined)).toEqual([]);
    expect(await put(library, track())).toBe('added');
    expect(await listTextTracks(library, 'a', undefined)).toHaveLength(1);
  });

  it('of recordings that the caller does not have are unknown', async () => {
    const library = await openLibrary();
    await library.add('a', { metadata: [{ key: 'tenant-id', value: 't1' }] });
    expect(await listTextTracks(library, 'nobody', undefined)).toBeUndefined();
    expect(await listTextTracks(library, 'a', 't2')).toBeUndefined();
    expect(await put(library, track({ tenantId: 't2' }))).toBe('unknown');
    expect(await put(library, track({ tenantId: 't1' }))).toBe('added');
    await library.recordings.markDeleted(['a']);
    expect(await put(library, track())).toBe('unknown');
  });

  it('need files beside them, and nobody else who writes them', async () => {
    const library = await openLibrary();
    await library.add('a');
    await library.cluster.leases.acquire(['captions:a'], 'somebody', 60_000);
    expect(await put(library, track())).toBe('failed');
    await library.cluster.leases.release(['captions:a'], 'somebody');
    await library.files.remove('a', ['presentation']);
    expect(await put(library, track())).toBe('failed');
  });

  it('have languages as RFC 5646 has them', () => {
    expect(languageTag('de')).toBe('de');
    expect(languageTag('en_us')).toBe('en-US');
    expect(languageTag('zh-hant-tw')).toBe('zh-Hant-TW');
    for (const bad of ['', 'x', 'de-', '../x', 'deutsch!', 'a/b']) expect(languageTag(bad)).toBeUndefined();
  });
});
