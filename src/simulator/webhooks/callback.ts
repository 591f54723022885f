import { createHash } from 'node:crypto';
import { encodeParams } from '../../bbb/query.ts';
import type { Letter } from '../courier.ts';
import type { WebhookSettings } from './settings.ts';

/** What one callback carries. */
export interface Callback {
  readonly url: string;
  /** One event each, as JSON. */
  readonly events: readonly string[];
  /** Milliseconds since 1970; another one for each callback, the same at each attempt. */
  readonly timestamp: number;
  /** The host name of the server. */
  readonly domain: string;
  /** The server's. */
  readonly secret: string;
}

type Format = Pick<WebhookSettings, 'auth' | 'hash' | 'signed' | 'body'>;

/** The POST that tells a hook of events, as bbb-webhooks sends it. */
export function callbackRequest(
  callback: Callback,
  format: Format,
): Pick<Letter, 'method' | 'url' | 'headers' | 'body'> {
  const { url, timestamp, domain, secret } = callback;
  const fields = { event: `[${callback.events.join(',')}]`, timestamp, domain };
  const isJson = format.body === 'json';
  const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded';
  const body = isJson ? JSON.stringify(fields) : encodeParams(paramsOf(fields));
  if (format.auth === 'bearer') {
    return {
      method: 'POST',
      url,
      headers: { 'content-type': type, authorization: `Bearer ${secret}` },
      body,
    };
  }
  const texts = { json: JSON.stringify(fields), query: plain(fields), body };
  const checksum = createHash(format.hash)
    .update(url + texts[format.signed] + secret)
    .digest('hex');
  return { method: 'POST', url: withChecksum(url, checksum), headers: { 'content-type': type }, body };
}

type Fields = Readonly<Record<string, string | number>>;

function paramsOf(fields: Fields) {
  return Object.entries(fields).map(([name, value]) => ({ name, value: String(value) }));
}

function plain(fields: Fields): string {
  return paramsOf(fields)
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

function withChecksum(url: string, checksum: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}checksum=${checksum}`;
}
