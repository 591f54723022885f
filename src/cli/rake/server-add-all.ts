import { readMultiplier } from '../../cluster/load-multiplier.ts';
import { isServerUrl, usualUrl } from '../../cluster/server-url.ts';
import { parseInput, readInput } from '../input.ts';
import { CommandFailed, say } from '../output.ts';
import type { Services } from '../services.ts';
import { addToPool } from './servers.ts';
import type { TaskArgs } from './task.ts';

/** One entry of the file's list. */
interface Entry {
  /** As it stands in the file. */
  readonly given: string;
  readonly url: string;
  readonly secret: string;
  readonly loadMultiplier: number;
  readonly tag: string | undefined;
}

/** `servers:addAll`: adds the servers of a YAML list. All is checked before the first is added. */
export async function addAll(services: Services, [path = '']: TaskArgs): Promise<void> {
  const { terminal } = services;
  const entries = readEntries(parseInput(await readInput(terminal, path)));
  for (const entry of entries) {
    const id = await addToPool(services, entry);
    say(terminal, `server: ${entry.given}`, `id: ${id}`);
  }
}

function readEntries(document: unknown): Entry[] {
  const servers: unknown = document instanceof Map ? document.get('servers') : undefined;
  if (!Array.isArray(servers)) throw new CommandFailed('ERROR: Servers parameter not a list');
  return servers.map((fields: unknown) => readEntry(fields instanceof Map ? fields : new Map()));
}

function readEntry(fields: ReadonlyMap<unknown, unknown>): Entry {
  const field = (name: string) => {
    const value = fields.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const given = field('url');
  const secret = field('secret');
  if (!given || !secret) throw new CommandFailed('Error: Please input at least a URL and a secret!');
  const url = completed(given);
  if (!isServerUrl(url)) throw new CommandFailed('Error: Server URL must start with http:// or https://');
  const loadMultiplier = readMultiplier(field('load_multiplier') ?? '') ?? 1;
  return { given, url, secret, loadMultiplier, tag: field('tag') };
}

/** The guide's own example lists bare hostnames: such a one stands for the usual address of its API. */
function completed(url: string): string {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/i.test(url) ? usualUrl(url) : url;
}
