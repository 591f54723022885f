import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { OpenedFile } from '../../recordings/ports.ts';
import { isMissing } from './s3-client.ts';
import type { Bucket } from './s3-objects.ts';

/** Undefined: there is no such object. */
export async function openObject(
  { client, name: Bucket }: Bucket,
  key: string,
): Promise<OpenedFile | undefined> {
  const aborter = new AbortController();
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: key })).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (head === undefined) return undefined;
  const etag = head.ETag ?? `"${head.ContentLength}-${head.LastModified?.getTime()}"`;
  let stream: Readable | undefined;

  async function* content(range: { start: number; end: number } | undefined): AsyncGenerator<Buffer> {
    const part = range && { Range: `bytes=${range.start}-${range.end}` };
    // Never half of one object and half of another that has just replaced it.
    const command = new GetObjectCommand({ Bucket, Key: key, IfMatch: etag, ...part });
    const { Body } = await client.send(command, { abortSignal: aborter.signal });
    if (!(Body instanceof Readable)) throw new Error(`${key} has no content`);
    yield* Body;
  }

  return {
    size: head.ContentLength ?? 0,
    modified: head.LastModified ?? new Date(0),
    etag,
    read: (range) => {
      stream = Readable.from(content(range), { objectMode: false });
      return stream;
    },
    close: async () => {
      aborter.abort();
      stream?.destroy();
    },
  };
}
