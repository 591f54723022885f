import { type FileHandle, open } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { contentType } from '../../recordings/content-types.ts';
import type { Bucket, StoredObject } from './s3-objects.ts';

/** An upload has no more parts than that. */
const MAX_PARTS = 10_000;

/** What S3 tells those who read an object from it: its type, and that documents and sound are for keeping. */
function headersOf(key: string): { ContentType: string; ContentDisposition?: string } {
  const isKept = /\.(pdf|ogg)$/i.test(key);
  return { ContentType: contentType(key), ...(isKept && { ContentDisposition: 'attachment' }) };
}

/** Puts a file there, a large one in parts: of the file no more than one part is in memory. */
export async function upload(bucket: Bucket, file: string, key: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    if (size <= bucket.part) return await put(bucket, key, await handle.readFile());
    const step = partSize(size, bucket.part);
    await inParts(bucket, key, rangesOf(size, step), async (range, upload) => {
      const Body = await piece(handle, range);
      const { ETag } = await bucket.client.send(new UploadPartCommand({ ...upload, Body }));
      return ETag;
    });
  } finally {
    await handle.close();
  }
}

export async function put(bucket: Bucket, key: string, content: Buffer): Promise<void> {
  const { client, name: Bucket } = bucket;
  await client.send(new PutObjectCommand({ Bucket, Key: key, Body: content, ...headersOf(key) }));
}

/** Copies an object within the bucket, with all that is known of it. */
export async function copy(bucket: Bucket, { key, size }: StoredObject, to: string): Promise<void> {
  const { client, name: Bucket, copyLimit } = bucket;
  const CopySource = `${Bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  if (size <= copyLimit) {
    await client.send(new CopyObjectCommand({ Bucket, Key: to, CopySource }));
    return;
  }
  await inParts(bucket, to, rangesOf(size, partSize(size, copyLimit)), async ({ start, end }, upload) => {
    const CopySourceRange = `bytes=${start}-${end}`;
    const part = await client.send(new UploadPartCopyCommand({ ...upload, CopySource, CopySourceRange }));
    return part.CopyPartResult?.ETag;
  });
}

interface Range {
  readonly start: number;
  /** Included. */
  readonly end: number;
}

interface UploadedPart {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
  readonly PartNumber: number;
}

/** An object comes to be when its last part is there; what was sent of one that fails is thrown away. */
async function inParts(
  { client, name: Bucket }: Bucket,
  Key: string,
  ranges: readonly Range[],
  send: (range: Range, upload: UploadedPart) => Promise<string | undefined>,
): Promise<void> {
  const begun = new CreateMultipartUploadCommand({ Bucket, Key, ...headersOf(Key) });
  const { UploadId } = await client.send(begun);
  try {
    const Parts: CompletedPart[] = [];
    for (const [index, range] of ranges.entries()) {
      const PartNumber = index + 1;
      Parts.push({ PartNumber, ETag: await send(range, { Bucket, Key, UploadId, PartNumber }) });
    }
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
    throw error;
  }
}

function partSize(size: number, wanted: number): number {
  return Math.max(wanted, Math.ceil(size / MAX_PARTS));
}

function rangesOf(size: number, step: number): Range[] {
  const count = Math.ceil(size / step);
  return Array.from({ length: count }, (_, index) => ({
    start: index * step,
    end: Math.min(size, (index + 1) * step) - 1,
  }));
}

async function piece(handle: FileHandle, { start, end }: Range): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(end - start + 1);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled);
    if (bytesRead === 0) throw new Error('a file got shorter while it was uploaded');
    filled += bytesRead;
  }
  return buffer;
}
