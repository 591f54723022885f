import { createHash } from 'node:crypto';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';

export interface S3Options {
  readonly bucket: string;
  /** Undefined: as AWS's own files and services say; with an endpoint `us-east-1`. */
  readonly region?: string | undefined;
  /** Of another S3 than AWS's: buckets are then addressed by path, as all of them understand. */
  readonly endpoint?: string | undefined;
  /** Undefined: those AWS gives to the machine, the container or the user. */
  readonly credentials?: Credentials | undefined;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** As for the viewers, to whom what is read is sent on. */
const SILENCE_MS = 120_000;
/** Each viewer who pauses a video keeps a connection; with the client's own 50 others would wait for them. */
const AGENT = { keepAlive: true, maxSockets: 2000 };

export function createS3Client({ region, endpoint, credentials }: S3Options): S3Client {
  const where = region ?? (endpoint === undefined ? undefined : 'us-east-1');
  const client = new S3Client({
    ...(where !== undefined && { region: where }),
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(credentials !== undefined && { credentials }),
    // What AWS has checked since 2024 many others refuse.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 5000,
      socketTimeout: SILENCE_MS,
      httpAgent: AGENT,
      httpsAgent: AGENT,
    },
  });
  addMd5(client);
  return client;
}

/** Deleting many objects at once needs a checksum: for AWS any, for others the MD5 that AWS wanted before. */
function addMd5(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const { request } = args;
        if (commandName === 'DeleteObjectsCommand' && isRequest(request))
          request.headers['content-md5'] = createHash('md5').update(request.body).digest('base64');
        return next(args);
      },
    { step: 'build', name: 'contentMd5' },
  );
}

function isRequest(value: unknown): value is { headers: Record<string, string>; body: string | Uint8Array } {
  if (typeof value !== 'object' || value === null || !('headers' in value) || !('body' in value))
    return false;
  return typeof value.body === 'string' || value.body instanceof Uint8Array;
}

/** Whether an object (or an upload) that was asked for is not there. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof S3ServiceException) || error.name === 'NoSuchBucket') return false;
  return (
    ['NoSuchKey', 'NotFound', 'NoSuchUpload'].includes(error.name) || error.$metadata.httpStatusCode === 404
  );
}
