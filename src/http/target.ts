/** A request's address, cut as it was received: nothing is decoded. */
export interface Target {
  /** Repeated slashes are one, and none stands at the end: `/` itself is the empty string. */
  readonly path: string;
  /** The path with its slashes as they came. */
  readonly received: string;
  /** Without `?`; '' when there is none. */
  readonly query: string;
}

/**
 * Reads a request line's target; the absolute form that proxies may send is cut to its path. It is ASCII:
 * Node answers a request with bare UTF-8 in it, which is not percent-encoded, with 400 by itself.
 */
export function readTarget(url: string): Target {
  const from = url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '');
  const mark = from.indexOf('?');
  const received = mark < 0 ? from : from.slice(0, mark);
  return { path: tidy(received), received, query: mark < 0 ? '' : from.slice(mark + 1) };
}

function tidy(path: string): string {
  const single = path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
  return single.endsWith('/') ? single.slice(0, -1) : single;
}
