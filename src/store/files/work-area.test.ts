import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../test/helpers/index.ts';
import type { WorkArea } from '../../recordings/import-ports.ts';
import { recordingArchive } from '../../simulator/archives/archive.ts';
import { textFile } from '../../simulator/archives/content.ts';
import { simulateRecording } from '../../simulator/archives/recording.ts';
import { writeTar } from '../../simulator/archives/tar.ts';
import { openWorkArea } from './work-area.ts';

const LIMITS = { maxBytes: 2 ** 30, maxEntries: 1000 };
let directory: string;
let work: WorkArea;

beforeEach(async () => {
  const place = await tempDir();
  onTestFinished(() => place.remove());
  directory = join(place.path, 'work');
  work = openWorkArea(directory);
});

function silence(): void {
  for (const name of readdirSync(directory)) utimesSync(join(directory, name), 1, 1);
}

describe('the folder of an import', () => {
  it('holds what was unpacked, and is removed', async () => {
    const recording = simulateRecording({ formats: ['video', 'presentation'] });
    const { recordId } = recording;
    const folder = await work.begin('a.tar');
    onTestFinished(() => folder.remove());
    await folder.unpack(Readable.from(recordingArchive(recording)), LIMITS);
    const formats = await folder.formats();
    expect(formats.map(({ format, recordId }) => [format, recordId])).toEqual([
      ['presentation', recordId],
      ['video', recordId],
    ]);
    expect((await formats[0]?.metadata(1_000_000))?.toString()).toContain(`<id>${recordId}</id>`);
    expect((await formats[0]?.metadata(10))?.toString()).toBe('<?xml vers');
    await folder.remove();
    await folder.remove();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('has a format only where a metadata.xml lies two folders deep', async () => {
    const paths = [
      'metadata.xml',
      'a/metadata.xml',
      'b/r/metadata.xml',
      'c/r/x/metadata.xml',
      'd/r/metadata.xml/x',
    ];
    const folder = await work.begin('a.tar');
    onTestFinished(() => folder.remove());
    await folder.unpack(Readable.from(writeTar(paths.map((path) => textFile(path, 'x')))), LIMITS);
    expect((await folder.formats()).map(({ format }) => format)).toEqual(['b']);
  });

  it('is the next import’s to clear, under whatever name its tar has', async () => {
    for (const name of ['a.tar', 'ü~b.tar', 'a\nb.tar', `${'x'.repeat(250)}.tar`]) {
      const first = await work.begin(name);
      onTestFinished(() => first.remove());
      await first.unpack(Readable.from(writeTar([textFile('a/b', 'x')])), LIMITS);
      const second = await work.begin(name);
      expect(readdirSync(directory)).toHaveLength(1);
      expect(await second.formats()).toEqual([]);
      // The one that was taken for dead finds nothing any more.
      await expect(first.unpack(Readable.from(writeTar([textFile('a/c', 'x')])), LIMITS)).rejects.toThrow(
        'ENOENT',
      );
      await expect(first.formats()).rejects.toThrow('ENOENT');
      await second.remove();
      expect(readdirSync(directory)).toEqual([]);
    }
  });

  it('shows whether its import is alive', async () => {
    expect(await work.isAlive('a.tar')).toBe(false);
    const folder = await work.begin('a.tar');
    expect([await work.isAlive('a.tar'), await work.isAlive('b.tar')]).toEqual([true, false]);
    silence();
    // It gives a sign of life every second.
    await expect.poll(() => work.isAlive('a.tar')).toBe(true);
    await folder.remove();
    silence();
    expect(await work.isAlive('a.tar')).toBe(false);
  });

  it('is cleared when it is silent and its tar does not wait any more', async () => {
    const left = (name: string) => join(directory, `${name}~0123abcd`);
    mkdirSync(directory);
    for (const name of ['gone', 'waiting', 'alive']) mkdirSync(left(name));
    writeFileSync(join(left('gone'), 'x'), 'x');
    mkdirSync(join(directory, 'not ours'));
    silence();
    utimesSync(left('alive'), Date.now() / 1000, Date.now() / 1000);
    await work.clear(['waiting.tar']);
    expect(existsSync(left('gone'))).toBe(false);
    expect(readdirSync(directory).sort()).toEqual(['alive~0123abcd', 'not ours', 'waiting~0123abcd']);
  });
});
