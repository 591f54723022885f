import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';

/** The objects of one bucket. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
  /** How many objects one listing or one deletion has: S3's own limit, but for tests. */
  readonly page: number;
  /** In bytes: what is larger is uploaded in parts of this size. */
  readonly part: number;
  /** In bytes: what is larger S3 copies in parts only. */
  readonly copyLimit: number;
}

export interface StoredObject {
  readonly key: string;
  readonly size: number;
}

/** All objects whose keys begin so, in pages. */
export async function* objectsBelow(bucket: Bucket, prefix: string): AsyncGenerator<readonly StoredObject[]> {
  for await (const { Contents = [] } of pages(bucket, prefix))
    yield Contents.map(({ Key = '', Size = 0 }) => ({ key: Key, size: Size }));
}

/** The names that stand between the prefix and the next slash. */
export async function* namesBelow(bucket: Bucket, prefix: string): AsyncGenerator<string> {
  for await (const { CommonPrefixes = [] } of pages(bucket, prefix, '/'))
    yield* CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(prefix.length, -1));
}

async function* pages(
  { client, name, page }: Bucket,
  prefix: string,
  delimiter?: string,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  let token: string | undefined;
  do {
    const found = await client.send(
      new ListObjectsV2Command({
        Bucket: name,
        Prefix: prefix,
        MaxKeys: page,
        Delimiter: delimiter,
        ContinuationToken: token,
      }),
    );
    yield found;
    token = found.IsTruncated ? found.NextContinuationToken : undefined;
  } while (token !== undefined);
}

export async function hasObjectsBelow({ client, name }: Bucket, prefix: string): Promise<boolean> {
  const found = await client.send(new ListObjectsV2Command({ Bucket: name, Prefix: prefix, MaxKeys: 1 }));
  return (found.Contents ?? []).length > 0;
}

/** Deletes objects, however many; those that are missing are no error. */
export async function deleteObjects(bucket: Bucket, keys: readonly string[]): Promise<void> {
  const { client, name, page } = bucket;
  for (let from = 0; from < keys.length; from += page) {
    const objects = keys.slice(from, from + page).map((Key) => ({ Key }));
    const { Errors: [error] = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket: name, Delete: { Objects: objects, Quiet: true } }),
    );
    if (error !== undefined)
      throw new Error(`${error.Key} can not be deleted: ${error.Code} ${error.Message}`);
  }
}

/** Deletes whatever begins so. */
export async function deleteBelow(bucket: Bucket, prefix: string): Promise<void> {
  for await (const page of objectsBelow(bucket, prefix))
    await deleteObjects(
      bucket,
      page.map(({ key }) => key),
    );
}
