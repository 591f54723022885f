import { textFile } from '../../src/simulator/archives/content.ts';
import { paxHeader, paxRecord, tarHeader, writeTar } from '../../src/simulator/archives/tar.ts';

export interface EvilArchive {
  readonly what: string;
  /** What the reason says of it. */
  readonly reason: RegExp;
  readonly pieces: () => Iterable<Buffer>;
}

const END = Buffer.alloc(1024);

/** One header alone, and the archive's end. */
function entry(fields: Parameters<typeof tarHeader>[0], ...content: readonly Buffer[]): Iterable<Buffer> {
  return [tarHeader(fields), ...content, END];
}

function link(type: '1' | '2', path: string, linkTo: string): Buffer {
  return tarHeader({ path, size: 0, type, linkTo });
}

function* filesNamed(...paths: readonly string[]): Iterable<Buffer> {
  yield* writeTar(paths.map((path) => textFile(path, 'evil')));
}

function damaged(): Buffer {
  const header = tarHeader({ path: 'presentation/x', size: 0, type: '0' });
  header[0] = 0x71;
  return header;
}

function binarySize(first: number): Buffer {
  const header = tarHeader({ path: 'presentation/x', size: 0, type: '0' });
  header.fill(0xff, 124, 136);
  header[124] = first;
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function rawName(name: Buffer): Buffer {
  const header = tarHeader({ path: 'x'.repeat(name.length), size: 0, type: '0' });
  name.copy(header, 0);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** Archives that would do harm: each is to be refused, and nothing written beside its own folder. */
export const evilArchives: readonly EvilArchive[] = [
  { what: 'a path with ..', reason: /leads out/, pieces: () => filesNamed('../evil.txt') },
  {
    what: 'a path with .. further on',
    reason: /leads out/,
    pieces: () => filesNamed('presentation/r/../../../evil.txt'),
  },
  { what: 'an absolute path', reason: /absolute/, pieces: () => filesNamed('/tmp/scalelite-evil.txt') },
  {
    what: 'an absolute path in an extended header',
    reason: /absolute/,
    pieces: () => [
      ...paxHeader([paxRecord('path', '/tmp/scalelite-evil.txt')]),
      ...entry({ path: 'x', size: 0, type: '0' }),
    ],
  },
  {
    what: 'a symbolic link, and a file written through it',
    reason: /symbolic link/,
    pieces: () => [link('2', 'presentation', '/tmp'), ...filesNamed('presentation/scalelite-evil.txt')],
  },
  {
    what: 'a hard link',
    reason: /hard link/,
    pieces: () => [link('1', 'presentation/r/x', '/etc/passwd'), END],
  },
  {
    what: 'a character device',
    reason: /device/,
    pieces: () => entry({ path: 'presentation/r/null', size: 0, type: '3' }),
  },
  {
    what: 'a block device',
    reason: /device/,
    pieces: () => entry({ path: 'presentation/r/sda', size: 0, type: '4' }),
  },
  {
    what: 'a named pipe',
    reason: /named pipe/,
    pieces: () => entry({ path: 'presentation/r/pipe', size: 0, type: '6' }),
  },
  {
    what: 'a sparse file of GNU tar',
    reason: /sparse/,
    pieces: () => entry({ path: 'presentation/r/x', size: 0, type: 'S' }),
  },
  {
    what: 'a sparse file in extended headers',
    reason: /sparse/,
    pieces: () => [
      ...paxHeader([paxRecord('GNU.sparse.major', '1'), paxRecord('GNU.sparse.realsize', String(2 ** 50))]),
      ...entry({ path: 'presentation/r/x', size: 0, type: '0' }),
    ],
  },
  {
    what: 'a size far above what there is',
    reason: /more than \d+ bytes/,
    pieces: () => entry({ path: 'presentation/r/x', size: 8 ** 11 - 1, type: '0' }),
  },
  {
    what: 'a size in an extended header',
    reason: /more than \d+ bytes/,
    pieces: () => [
      ...paxHeader([paxRecord('size', String(2 ** 45))]),
      ...entry({ path: 'presentation/r/x', size: 0, type: '0' }),
    ],
  },
  { what: 'a negative size', reason: /a size in it can not be read/, pieces: () => [binarySize(0xff), END] },
  {
    what: 'a size beyond all numbers',
    reason: /a size in it can not be read/,
    pieces: () => [binarySize(0x80), END],
  },
  {
    what: 'a huge extended header',
    reason: /extended header in it is too large/,
    pieces: () => entry({ path: 'x', size: 2 ** 30, type: 'x' }),
  },
  {
    what: 'an extended header of nonsense',
    reason: /extended header in it can not be read/,
    pieces: () => [...paxHeader(['999999 path=x\n']), END],
  },
  {
    what: 'a file that ends too early',
    reason: /ends too early/,
    pieces: () => [tarHeader({ path: 'presentation/r/x', size: 5000, type: '0' }), Buffer.alloc(700)],
  },
  {
    what: 'no end',
    reason: /end is missing/,
    pieces: () => [tarHeader({ path: 'presentation/r/x', size: 0, type: '0' })],
  },
  { what: 'nothing at all', reason: /end is missing/, pieces: () => [] },
  { what: 'no tar', reason: /not a tar/, pieces: () => [Buffer.from('PK\x03\x04'.repeat(400))] },
  { what: 'a damaged header', reason: /not a tar, or it is damaged/, pieces: () => [damaged(), END] },
  {
    what: 'a name that is not UTF-8',
    reason: /not UTF-8/,
    pieces: () => [rawName(Buffer.from([0xff, 0xfe, 0x41])), END],
  },
  {
    what: 'a name that is too long for a file',
    reason: /no file can have/,
    pieces: () => filesNamed(`presentation/r/${'x'.repeat(300)}`),
  },
  {
    what: 'a file in the place of a folder',
    reason: /name twice.*: "presentation/,
    pieces: () => filesNamed('presentation', 'presentation/r/x'),
  },
  {
    what: 'a file twice',
    reason: /name twice.*: "presentation/,
    pieces: () => filesNamed('presentation/r/x', 'presentation/r/x'),
  },
  {
    what: 'a zero byte in a name',
    reason: /zero byte/,
    pieces: () => [...paxHeader([paxRecord('path', 'a\0b')]), ...entry({ path: 'x', size: 0, type: '0' })],
  },
];
