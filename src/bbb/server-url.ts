/** A server's address, read. */
export interface ServerUrl {
  readonly origin: string;
  /** Without a slash at its end; '' for the root. */
  readonly path: string;
}

const MOST_URLS = 10_000;

/** Reads servers' addresses. Reading one costs more than a checksum, so what was read is kept. Undefined: not http(s). */
export function createUrlReader(): (url: string) => ServerUrl | undefined {
  const known = new Map<string, ServerUrl>();
  return (url) => {
    const read = known.get(url) ?? readUrl(url);
    if (read === undefined || known.has(url)) return read;
    if (known.size >= MOST_URLS) known.clear();
    known.set(url, read);
    return read;
  };
}

function readUrl(url: string): ServerUrl | undefined {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return undefined;
  return { origin: parsed.origin, path: parsed.pathname.replace(/\/+$/, '') };
}
