import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { evilArchives } from '../../../test/helpers/evil-archives.ts';
import { tempDir } from '../../../test/helpers/index.ts';
import { BadArchive } from '../../recordings/archive/bad-archive.ts';
import { recordingArchive } from '../../simulator/archives/archive.ts';
import { mediaFile, textFile } from '../../simulator/archives/content.ts';
import { recordingFiles } from '../../simulator/archives/files.ts';
import { simulateRecording } from '../../simulator/archives/recording.ts';
import { writeTar } from '../../simulator/archives/tar.ts';
import { unpack } from './unpack.ts';

const LIMITS = { maxBytes: 2 ** 30, maxEntries: 1000 };
let place: string;
let folder: string;

beforeEach(async () => {
  const directory = await tempDir();
  onTestFinished(() => directory.remove());
  place = directory.path;
  folder = join(place, 'inside');
  await mkdir(folder);
});

describe('unpacking', () => {
  it('writes every file of a recording as it was, readable for all', async () => {
    const recording = simulateRecording({ slides: 12, bytes: 3_000_000 });
    await unpack(Readable.from(recordingArchive(recording)), folder, LIMITS);
    const files = [...recordingFiles(recording)].filter(({ path }) => !path.endsWith('/'));
    expect(files.length).toBeGreaterThan(60);
    for (const { path, content } of files) {
      const expected = Buffer.concat([...content]);
      expect(readFileSync(join(folder, path)).equals(expected), path).toBe(true);
    }
    const written = readdirSync(folder, { recursive: true, withFileTypes: true });
    expect(written.filter((entry) => entry.isFile())).toHaveLength(files.length);
    expect(statSync(join(folder, 'podcast', recording.recordId, 'audio.ogg')).mode & 0o777).toBe(0o644);
    expect(statSync(join(folder, 'podcast')).mode & 0o777).toBe(0o755);
  });

  it('fails as the disk does, and not as a bad archive', async () => {
    const gone = unpack(Readable.from(writeTar([textFile('a/b', 'x')])), join(place, 'gone\0'), LIMITS);
    await expect(gone).rejects.not.toThrow(BadArchive);
  });

  it('goes on where a large file follows small ones that are still being written', async () => {
    const small = Array.from({ length: 50 }, (_, i) => textFile(`s/${i}`, String(i)));
    const tar = [...small, mediaFile('large', 5_000_000, Buffer.from('x')), textFile('last', 'y')];
    await unpack(Readable.from(writeTar(tar)), folder, LIMITS);
    expect(readdirSync(join(folder, 's'))).toHaveLength(50);
    expect([statSync(join(folder, 'large')).size, readFileSync(join(folder, 'last'), 'utf8')]).toEqual([
      5_000_000,
      'y',
    ]);
  });
});

describe('an evil archive', () => {
  it.each(evilArchives)(
    'is refused and leaves nothing outside its folder: $what',
    async ({ reason, pieces }) => {
      const unpacking = unpack(Readable.from(pieces()), folder, LIMITS);
      await expect(unpacking).rejects.toThrow(BadArchive);
      await expect(unpacking).rejects.toThrow(reason);
      expect(readdirSync(place)).toEqual(['inside']);
      expect(existsSync('/tmp/scalelite-evil.txt')).toBe(false);
    },
  );
});
