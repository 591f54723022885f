import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempDir, tempDir } from '../../../test/helpers/index.ts';
import type { Area, RecordingFiles } from '../../recordings/ports.ts';

export interface FilesSubject {
  readonly files: RecordingFiles;
  cleanup(): Promise<void>;
}

/** A folder as an importer leaves it in its work directory: path → content. */
export type Folder = Readonly<Record<string, string | Buffer>>;

/** Unpacks a folder and installs it. */
export async function install(
  files: RecordingFiles,
  work: string,
  [format, recordId, area]: readonly [format: string, recordId: string, area: Area],
  folder: Folder,
): Promise<void> {
  const unpacked = join(work, format, recordId);
  for (const [path, content] of Object.entries(folder)) {
    await mkdir(dirname(join(unpacked, path)), { recursive: true });
    await writeFile(join(unpacked, path), content);
  }
  await files.install(unpacked, recordId, format, area);
}

/** What a file holds; undefined when there is none. */
export async function content(
  files: RecordingFiles,
  [area, format, recordId, path]: readonly [area: Area, format: string, recordId: string, path: string],
  range?: { start: number; end: number },
): Promise<string | undefined> {
  const file = await files.open(area, format, recordId, path);
  return file === undefined ? undefined : await text(file.read(range));
}

const VIDEO = ['video', 'rec-1', 'published'] as const;
const FOLDER: Folder = {
  'index.html': '<p>the player</p>',
  'metadata.xml': '<recording/>',
  'slides/1/Folie eins & ä+%41.txt': 'one',
  'empty.txt': '',
};

const LONG_NAME = 'x'.repeat(256);
const BAD_NAMES = ['..', '.', '', 'a/b', '../rec-1', 'rec-1/../rec-1', 'a\0b', LONG_NAME, '.scalelite~', 'ä'];
const BAD_PATHS = [
  '..',
  '../rec-2/index.html',
  'slides/../index.html',
  'slides/../../rec-2/index.html',
  './index.html',
  '/index.html',
  'slides//1',
  'index.html/',
  'index.html\0',
  '\0',
  '',
  'slides',
  LONG_NAME,
  `${'slides/'.repeat(700)}index.html`,
];

/** What every place for recording files can do. */
export function describeRecordingFiles(name: string, open: () => Promise<FilesSubject>): void {
  describe(`${name}: recording files`, () => {
    let subject: FilesSubject;
    let work: TempDir;
    beforeEach(async () => {
      [subject, work] = [await open(), await tempDir()];
    });
    afterEach(async () => {
      await Promise.all([subject.cleanup(), work.remove()]);
    });
    const files = (): RecordingFiles => subject.files;
    const put = (where: readonly [string, string, Area], folder: Folder = FOLDER): Promise<void> =>
      install(files(), work.path, where, folder);
    const read = (area: Area, path: string): Promise<string | undefined> =>
      content(files(), [area, 'video', 'rec-1', path]);

    it('are nowhere before anything is installed', async () => {
      expect(await files().where('rec-1', 'video')).toEqual({ published: false, unpublished: false });
      expect(await read('published', 'index.html')).toBeUndefined();
      expect(await Array.fromAsync(files().list('published'))).toEqual([]);
      expect(await files().move('rec-1', 'video', 'published')).toBe('missing');
      await files().remove('rec-1', ['video', 'podcast']);
    });

    it('can be read once they are installed, whatever their names', async () => {
      await put(VIDEO);
      expect(await files().where('rec-1', 'video')).toEqual({ published: true, unpublished: false });
      for (const [path, text] of Object.entries(FOLDER)) expect(await read('published', path)).toBe(text);
      expect(await read('unpublished', 'index.html')).toBeUndefined();
    });

    it('leave the work directory when they are installed', async () => {
      await put(VIDEO);
      expect(await readdir(join(work.path, 'video'))).toEqual([]);
    });

    it('replace what either area has, and nothing else', async () => {
      await put(['video', 'rec-1', 'unpublished'], { 'old.txt': 'old' });
      await put(['video', 'rec-10', 'unpublished'], { 'other.txt': 'other' });
      await put(['podcast', 'rec-1', 'unpublished'], { 'audio.ogg': 'sound' });
      await put(VIDEO, { 'index.html': 'first', 'first.txt': 'first' });
      await put(VIDEO, { 'index.html': 'second' });
      expect(await read('published', 'index.html')).toBe('second');
      expect(await read('published', 'first.txt')).toBeUndefined();
      expect(await files().where('rec-1', 'video')).toEqual({ published: true, unpublished: false });
      expect(await content(files(), ['unpublished', 'video', 'rec-10', 'other.txt'])).toBe('other');
      expect(await content(files(), ['unpublished', 'podcast', 'rec-1', 'audio.ogg'])).toBe('sound');
    });

    it('move from one area to the other and back', async () => {
      await put(VIDEO);
      expect(await files().move('rec-1', 'video', 'unpublished')).toBe('moved');
      expect(await files().where('rec-1', 'video')).toEqual({ published: false, unpublished: true });
      expect(await read('unpublished', 'slides/1/Folie eins & ä+%41.txt')).toBe('one');
      expect(await files().move('rec-1', 'video', 'unpublished')).toBe('there');
      expect(await files().move('rec-1', 'video', 'published')).toBe('moved');
      expect(await files().where('rec-1', 'video')).toEqual({ published: true, unpublished: false });
      expect(await read('published', 'empty.txt')).toBe('');
    });

    it('are moved once by many who want it at once', async () => {
      await put(VIDEO);
      const moves = Array.from({ length: 5 }, () => files().move('rec-1', 'video', 'unpublished'));
      expect(new Set(await Promise.all(moves)).difference(new Set(['moved', 'there']))).toEqual(new Set());
      expect(await files().where('rec-1', 'video')).toEqual({ published: false, unpublished: true });
      expect(await read('unpublished', 'index.html')).toBe('<p>the player</p>');
    });

    it('are removed from both areas, of the named formats alone', async () => {
      await put(VIDEO);
      await put(['podcast', 'rec-1', 'unpublished'], { 'audio.ogg': 'sound' });
      await put(['notes', 'rec-1', 'published'], { 'notes.pdf': 'text' });
      await put(['video', 'rec-10', 'published'], { 'index.html': 'another' });
      await files().remove('rec-1', ['video', 'podcast', 'presentation']);
      expect(await files().where('rec-1', 'video')).toEqual({ published: false, unpublished: false });
      expect(await files().where('rec-1', 'podcast')).toEqual({ published: false, unpublished: false });
      expect(await content(files(), ['published', 'notes', 'rec-1', 'notes.pdf'])).toBe('text');
      expect(await content(files(), ['published', 'video', 'rec-10', 'index.html'])).toBe('another');
    });

    it('are listed by area', async () => {
      await put(VIDEO);
      await put(['podcast', 'rec-1', 'published'], { 'audio.ogg': 'sound' });
      await put(['video', 'rec-2', 'unpublished'], { 'index.html': 'two' });
      const listed = async (area: Area): Promise<string[]> =>
        (await Array.fromAsync(files().list(area))).map((one) => `${one.format}/${one.recordId}`).sort();
      expect(await listed('published')).toEqual(['podcast/rec-1', 'video/rec-1']);
      expect(await listed('unpublished')).toEqual(['video/rec-2']);
    });

    it('tell size, time and a tag that changes with the content', async () => {
      await put(VIDEO, { 'index.html': 'first one' });
      const first = await files().open('published', 'video', 'rec-1', 'index.html');
      await first?.close();
      await put(VIDEO, { 'index.html': 'second one' });
      const second = await files().open('published', 'video', 'rec-1', 'index.html');
      await second?.close();
      expect([first?.size, second?.size]).toEqual([9, 10]);
      expect(Math.abs(Date.now() - Number(second?.modified))).toBeLessThan(120_000);
      expect(first?.etag).toMatch(/^"[^"]+"$/);
      expect(second?.etag).not.toBe(first?.etag);
      await second?.close();
    });

    it('are read in part', async () => {
      await put(VIDEO, { 'file.txt': '0123456789' });
      const part = (start: number, end: number) =>
        content(files(), ['published', 'video', 'rec-1', 'file.txt'], { start, end });
      expect(await part(0, 0)).toBe('0');
      expect(await part(3, 5)).toBe('345');
      expect(await part(9, 9)).toBe('9');
    });

    it('may be closed unread, and in the middle', async () => {
      await put(VIDEO, { 'file.txt': Buffer.alloc(3_000_000, 'x') });
      const file = await files().open('published', 'video', 'rec-1', 'file.txt');
      for await (const piece of file?.read() ?? []) {
        expect(Buffer.isBuffer(piece)).toBe(true);
        break;
      }
      await file?.close();
      await file?.close();
    });

    it('take a small file that is added or replaced, where there is a folder', async () => {
      await put(VIDEO, { 'index.html': 'player' });
      const write = (recordId: string, text: string) =>
        files().write('published', 'video', recordId, 'captions.json', text);
      expect(await write('rec-1', '[1]')).toBe(true);
      expect(await write('rec-1', '[2]')).toBe(true);
      expect(await read('published', 'captions.json')).toBe('[2]');
      expect(await read('published', 'index.html')).toBe('player');
      expect(await write('rec-2', '[]')).toBe(false);
      expect(await files().where('rec-2', 'video')).toEqual({ published: false, unpublished: false });
    });

    it('know no recording or format by a name that is none', async () => {
      await put(VIDEO);
      const pairs = BAD_NAMES.flatMap((bad) => [[bad, 'video'] as const, ['rec-1', bad] as const]);
      for (const [recordId, format] of pairs) {
        expect(await files().where(recordId, format)).toEqual({ published: false, unpublished: false });
        expect(await files().move(recordId, format, 'unpublished')).toBe('missing');
        expect(await content(files(), ['published', format, recordId, 'index.html'])).toBeUndefined();
        expect(await files().write('published', format, recordId, 'a.txt', 'x')).toBe(false);
        await files().remove(recordId, [format]);
        await expect(files().install(work.path, recordId, format, 'published')).rejects.toThrow();
      }
      expect(await read('published', 'index.html')).toBe('<p>the player</p>');
    });

    it('have no file by a path that leads elsewhere, or nowhere', async () => {
      await put(VIDEO);
      await put(['video', 'rec-2', 'published'], { 'index.html': 'of another' });
      for (const path of BAD_PATHS) {
        expect([path, await read('published', path)]).toEqual([path, undefined]);
        expect(await files().write('unpublished', 'video', 'rec-1', path, 'x')).toBe(false);
      }
    });
  });
}
