import { promisify } from 'node:util';
import { type BrotliOptions, brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';

type Decoder = (body: Buffer, options: ZlibOptions & BrotliOptions) => Promise<Buffer>;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/**
 * Undoes a Content-Encoding (several are undone last first). Throws RangeError when the result is larger than
 * `limit` bytes, Error when it can't be undone.
 */
export async function decode(body: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  let text = body;
  for (const name of names.reverse()) {
    const decoder = DECODERS[name];
    if (decoder === undefined) throw new Error(`unknown content encoding ${name}`);
    text = await decoder(text, { maxOutputLength: limit });
  }
  return text;
}
