import { isUtf8 } from 'node:buffer';

/** A request's address, cut as it was received: nothing is decoded. */
export interface Target {
  /** Repeated slashes are one, and none stands at the end: `/` itself is the empty string. */
  readonly path: string;
  /** Without `?`; '' when there is none. */
  readonly query: string;
}

/**
 * Reads a request line's target; the absolute form that proxies may send is cut to its path. Node hands raw
 * bytes over as latin1, so UTF-8 that a client did not percent-encode is put together again here: it is what
 * the client signed. Undefined: not UTF-8.
 */
export function readTarget(url: string): Target | undefined {
  const text = asUtf8(url);
  if (text === undefined) return undefined;
  const from = text.startsWith('/') ? text : text.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '');
  const mark = from.indexOf('?');
  const path = mark < 0 ? from : from.slice(0, mark);
  return { path: tidy(path), query: mark < 0 ? '' : from.slice(mark + 1) };
}

function tidy(path: string): string {
  const single = path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
  return single.endsWith('/') ? single.slice(0, -1) : single;
}

function asUtf8(url: string): string | undefined {
  if (!/[^ -~]/.test(url)) return url;
  const bytes = Buffer.from(url, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : undefined;
}
