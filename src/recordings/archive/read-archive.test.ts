import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evilArchives } from '../../../test/helpers/evil-archives.ts';
import { folder, textFile } from '../../simulator/archives/content.ts';
import { paxHeader, paxRecord, tarHeader, writeTar } from '../../simulator/archives/tar.ts';
import { BadArchive } from './bad-archive.ts';
import { type ArchiveLimits, readArchive } from './read-archive.ts';

const LIMITS: ArchiveLimits = { maxBytes: 1_000_000, maxEntries: 100 };

async function readAll(
  source: AsyncIterable<Buffer>,
  limits: ArchiveLimits = LIMITS,
): Promise<Record<string, string | undefined>> {
  const found: [path: string, content: string | undefined][] = [];
  for await (const entry of readArchive(source, limits)) {
    const path = entry.names.join('/');
    if (entry.kind === 'folder') found.push([`${path}/`, undefined]);
    else found.push([path, await textOf(entry.content)]);
  }
  // Also of a file that is called __proto__.
  return Object.fromEntries(found);
}

async function textOf(content: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
}

/** Cut anew into pieces of this size, all in one buffer that is used again and again. */
async function* inOneBuffer(pieces: Iterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(size);
  for await (const piece of inPieces(pieces, size)) {
    buffer.fill(0xff);
    yield buffer.subarray(0, Buffer.from(piece).copy(buffer));
  }
}

/** Cut anew into pieces of this size. */
function inPieces(pieces: Iterable<Buffer>, size: number): Readable {
  const bytes = Buffer.concat([...pieces]);
  const cut = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  return Readable.from(cut);
}

describe('reading an archive', () => {
  it('gives back what was written, whatever the names, sizes and pieces', async () => {
    const name = fc
      .stringMatching(/^[^/\0]{1,60}$/u)
      .filter((text) => !/^\.{1,2}$/.test(text) && text.isWellFormed());
    const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
    const files = fc.dictionary(path, fc.string({ maxLength: 2000, unit: 'grapheme' }), {
      maxKeys: 8,
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 3000 }), async (contents, size) => {
        const tar = writeTar(Object.entries(contents).map(([path, text]) => textFile(path, text)));
        expect(await readAll(inOneBuffer(tar, size))).toEqual(contents);
      }),
      { numRuns: 60 },
    );
  });

  it('passes over what nobody reads of a file', async () => {
    const tar = writeTar([
      textFile('a', 'x'.repeat(3000)),
      textFile('b', 'y'.repeat(3000)),
      textFile('c', 'z'),
    ]);
    const seen: string[] = [];
    for await (const entry of readArchive(inPieces(tar, 700), LIMITS)) {
      seen.push(entry.names.join('/'));
      if (entry.kind === 'file' && entry.names[0] === 'a') for await (const _ of entry.content) break;
    }
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('takes paths that begin with ./, and folders of old archives', async () => {
    const old = tarHeader({ path: 'old/', size: 0, type: '0' });
    const tar = [old, ...writeTar([folder('.'), folder('./a'), textFile('./a//b', 'x')])];
    expect(await readAll(inPieces(tar, 512))).toEqual({ 'old/': undefined, 'a/': undefined, 'a/b': 'x' });
  });

  it('takes long names as GNU tar writes them', async () => {
    const name = `presentation/${'ä'.repeat(120)}`;
    const tar = [
      tarHeader({ path: '././@LongLink', size: Buffer.byteLength(name) + 1, type: 'L' }),
      Buffer.concat([Buffer.from(`${name}\0`), Buffer.alloc(512)]).subarray(0, 512),
      ...writeTar([textFile('cut', 'x')]),
    ];
    expect(await readAll(inPieces(tar, 512))).toEqual({ [name]: 'x' });
  });

  it('takes a size that stands in an extended header', async () => {
    const header = tarHeader({ path: 'a', size: 0, type: '0' });
    const tar = [
      ...paxHeader([paxRecord('size', '3')]),
      header,
      Buffer.alloc(512, 'abc'),
      Buffer.alloc(1024),
    ];
    expect(await readAll(inPieces(tar, 512))).toEqual({ a: 'abc' });
  });

  it('counts entries and bytes', async () => {
    const tar = () => inPieces(writeTar(['a', 'b', 'c'].map((path) => textFile(path, 'x'.repeat(10)))), 512);
    expect(Object.keys(await readAll(tar(), { maxBytes: 30, maxEntries: 3 }))).toEqual(['a', 'b', 'c']);
    await expect(readAll(tar(), { maxBytes: 29, maxEntries: 3 })).rejects.toThrow(
      'it unpacks to more than 29 bytes',
    );
    await expect(readAll(tar(), { maxBytes: 30, maxEntries: 2 })).rejects.toThrow(
      'it holds more than 2 entries',
    );
  });

  it('refuses a million entries after as many as are allowed', async () => {
    let given = 0;
    function* million(): Generator<Buffer> {
      for (; given < 1_000_000; given++)
        yield tarHeader({ path: `presentation/r/${given}`, size: 0, type: '0' });
    }
    await expect(readAll(Readable.from(million()))).rejects.toThrow('it holds more than 100 entries');
    expect(given).toBeLessThan(200);
  });

  it('hands on what its source fails with', async () => {
    const failing = new Readable({ read: () => failing.destroy(new Error('the disk is broken')) });
    await expect(readAll(failing)).rejects.toThrow('the disk is broken');
  });

  it('lets go of its source when it is refused', async () => {
    const source = inPieces([Buffer.alloc(100_000, 1)], 512);
    await expect(readAll(source)).rejects.toThrow(BadArchive);
    expect(source.destroyed).toBe(true);
  });
});

// The rest is the file system's to refuse: store/files/unpack.test.ts.
describe('an evil archive', () => {
  const refusedHere = evilArchives.filter(({ reason }) => !/twice|no file can have/.test(reason.source));
  it.each(refusedHere)('is refused: $what', async ({ reason, pieces }) => {
    const reading = readAll(inPieces(pieces(), 512));
    await expect(reading).rejects.toThrow(BadArchive);
    await expect(reading).rejects.toThrow(reason);
  });
});
