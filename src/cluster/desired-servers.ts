import { readMultiplier } from './load-multiplier.ts';
import type { NewServer } from './server.ts';
import { isServerUrl, usualUrl } from './server-url.ts';

/** A server as the operator's file wants it, defaults filled in. */
export interface DesiredServer extends NewServer {
  readonly enabled: boolean;
}

/** The list of servers can't be used; the message says why and holds no secret. */
export class InvalidServerList extends Error {
  override readonly name = 'InvalidServerList';
}

const KNOWN = ['url', 'secret', 'enabled', 'load_multiplier', 'tag'];

/** What `servers:yaml[true]` adds to read, not to be taken back. */
const IGNORED = ['load', 'state', 'bbb_version', 'online'];

/** Host names that are an address of IPv6 are ids too, where ids are host names. */
const ID = /^([a-zA-Z0-9_.-]+|\[[0-9a-f:.]+\])$/;

const YES = /^(true|yes|on|y)$/i;
const NO = /^(false|no|off|n)$/i;

type Fields = ReadonlyMap<unknown, unknown>;

/**
 * Reads a document `servers: {ID: {secret, url, enabled, load_multiplier, tag}}`, given as maps whose
 * scalars are text (null: not given). Throws InvalidServerList.
 */
export function readDesiredServers(document: unknown): DesiredServer[] {
  if (!(document instanceof Map)) throw new InvalidServerList('Invalid YAML document');
  const servers: unknown = document.get('servers');
  if (!(servers instanceof Map)) throw new InvalidServerList('Servers parameter not a hash');
  return [...servers].map(([id, fields]) => readServer(text(id) ?? '', fields));
}

function readServer(id: string, given: unknown): DesiredServer {
  if (!ID.test(id)) throw invalid(id, 'contains invalid characters');
  const fields: Fields = given instanceof Map ? given : new Map();
  const secret = scalar(fields.get('secret'));
  if (!secret) throw invalid(id, 'has no secret');
  const strange = [...fields].filter(isStrange).map(([key]) => String(key));
  if (strange.length > 0) throw invalid(id, `has bad parameters: [${strange.map(quote).join(', ')}]`);
  return {
    id,
    secret,
    loadMultiplier: loadMultiplierOf(id, fields),
    url: urlOf(id, fields),
    tag: scalar(fields.get('tag')) || undefined,
    enabled: enabledOf(id, fields),
  };
}

/** A field nobody knows, or a tag that is a list or a map. */
function isStrange([key, value]: readonly [unknown, unknown]): boolean {
  if (key === 'tag') return value !== null && scalar(value) === undefined;
  return ![...KNOWN, ...IGNORED].includes(String(key));
}

function loadMultiplierOf(id: string, fields: Fields): number {
  const given = text(fields.get('load_multiplier'));
  const value = given === undefined ? 1 : readMultiplier(given);
  if (value === undefined) throw invalid(id, `has invalid load_multiplier=${given}`);
  return value;
}

function urlOf(id: string, fields: Fields): string {
  const url = text(fields.get('url')) ?? usualUrl(id);
  if (!isServerUrl(url)) throw invalid(id, `has invalid url=${url}`);
  return url;
}

function enabledOf(id: string, fields: Fields): boolean {
  const given = text(fields.get('enabled')) ?? 'true';
  if (!YES.test(given) && !NO.test(given)) throw invalid(id, `has invalid enabled=${given}`);
  return YES.test(given);
}

/** A scalar's text; undefined when it is not given, or a list or map stands in its place. */
function scalar(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The same for where it is checked and shown when it is wrong: also of a list or map. */
function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function quote(name: string): string {
  return JSON.stringify(name);
}

function invalid(id: string, reason: string): InvalidServerList {
  return new InvalidServerList(`Server id=${id} ${reason}`);
}
