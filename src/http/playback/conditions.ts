import type { IncomingHttpHeaders } from 'node:http';

export interface Validators {
  /** Strong, quoted. */
  readonly etag: string;
  readonly modified: Date;
}

/** What the conditions of a request make of it (RFC 9110, 13.2.2): go on, nothing new, or not the one that is meant. */
export function precondition(headers: IncomingHttpHeaders, file: Validators): 'go on' | 304 | 412 {
  const match = headers['if-match'];
  if (match !== undefined) {
    if (!names(match, file.etag, 'strong')) return 412;
  } else if (isNewer(file, headers['if-unmodified-since'])) return 412;
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) return names(noneMatch, file.etag, 'weak') ? 304 : 'go on';
  return isNewer(file, headers['if-modified-since']) === false ? 304 : 'go on';
}

/** Whether a part may be sent: the rest, which the client has, must be of the same file. */
export function isSameFile(headers: IncomingHttpHeaders, file: Validators): boolean {
  const range = headers['if-range'];
  if (typeof range !== 'string') return true;
  const given = range.trim();
  if (/^(W\/)?"/.test(given)) return given === file.etag;
  return given === file.modified.toUTCString();
}

function names(header: string, etag: string, comparison: 'weak' | 'strong'): boolean {
  if (header.trim() === '*') return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => tag === etag || (comparison === 'weak' && tag === `W/${etag}`));
}

/** Undefined: the header names no time. It knows whole seconds only. */
function isNewer({ modified }: Validators, since: string | undefined): boolean | undefined {
  const time = Date.parse(since ?? '');
  return Number.isNaN(time) ? undefined : Math.floor(modified.getTime() / 1000) * 1000 > time;
}
