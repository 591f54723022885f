import { reason } from '../../cluster/reasons.ts';
import { BadArchive } from './bad-archive.ts';

/** A stream of bytes, read in pieces of a wanted size. Its source may use a buffer again and again. */
export interface ByteReader {
  /**
   * Exactly so many bytes, to keep; undefined: the stream ends before the first of them. Throws BadArchive when
   * it ends within.
   */
  take(size: number): Promise<Buffer | undefined>;
  /** So many bytes as they come, each piece good until the next is asked for. Throws BadArchive when the stream ends before. */
  pieces(size: number): AsyncGenerator<Buffer, void, undefined>;
  /** Lets go of the source. */
  close(): Promise<void>;
}

const NOTHING = Buffer.alloc(0);

export function byteReader(source: AsyncIterable<Buffer>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = NOTHING;

  /** Whether there is something to read. */
  async function fill(): Promise<boolean> {
    while (rest.length === 0) {
      const next = await chunks.next();
      if (next.done) return false;
      rest = next.value;
    }
    return true;
  }

  function cut(size: number): Buffer {
    const piece = rest.subarray(0, size);
    rest = rest.subarray(piece.length);
    return piece;
  }

  async function* pieces(size: number): AsyncGenerator<Buffer, void, undefined> {
    for (let left = size; left > 0; ) {
      if (!(await fill())) throw new BadArchive(reason('endsEarly', {}));
      const piece = cut(left);
      left -= piece.length;
      yield piece;
    }
  }

  return {
    pieces,
    async take(size) {
      if (rest.length >= size) return Buffer.from(cut(size));
      if (!(await fill())) return undefined;
      const parts: Buffer[] = [];
      for await (const piece of pieces(size)) parts.push(Buffer.from(piece));
      return Buffer.concat(parts);
    },
    close: async () => void (await chunks.return?.()),
  };
}
