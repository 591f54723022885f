import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { checksum, type HashName, signedQuery } from './checksum.ts';
import { encodeParams, type Params } from './query.ts';
import type { ServerUrl } from './server-url.ts';
import { type UploadWatch, upload } from './upload.ts';

/** A body that is passed on as it comes. `length` in bytes, if it is known. */
export interface StreamedBody {
  readonly type: string;
  readonly content: Readable;
  readonly length?: number;
}

export interface CallRequest {
  /** As BBB spells it; '' is the top level, which is not signed. */
  readonly call: string;
  readonly params?: Params;
  /** Makes the call a POST. */
  readonly body?: StreamedBody;
  readonly signal?: AbortSignal;
  /** Sent with it. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Longer addresses are refused by common servers; such a call goes as a form. */
const MAX_URL_BYTES = 6 * 1024;

/** The request a call is sent as. */
export function toMessage(
  { origin, path }: ServerUrl,
  secret: string,
  hash: HashName,
  { call, params = [], body, headers }: CallRequest,
  watch: UploadWatch,
): Dispatcher.DispatchOptions {
  if (call === '')
    return { origin, path: path === '' ? '/' : path, method: 'GET', ...(headers && { headers }) };
  const address = `${path}/${call}?${signedQuery(call, params, secret, hash)}`;
  if (body !== undefined) return { origin, path: address, method: 'POST', ...streamed(body, watch, headers) };
  if (origin.length + address.length < MAX_URL_BYTES)
    return { origin, path: address, method: 'GET', ...(headers && { headers }) };
  return {
    origin,
    path: `${path}/${call}?checksum=${checksum(hash, call, '', secret)}`,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: encodeParams(params),
  };
}

function streamed(
  { type, content, length }: StreamedBody,
  watch: UploadWatch,
  headers: CallRequest['headers'],
): Pick<Dispatcher.DispatchOptions, 'headers' | 'body'> {
  const size = length === undefined ? {} : { 'content-length': String(length) };
  return { headers: { ...headers, 'content-type': type, ...size }, body: upload(content, watch) };
}
