import type { RedisClient } from '../client.ts';

/** Reads Redis with commands that change nothing. */
export interface Reader {
  /** Every key of the namespace, without it, with its type; in chunks. */
  keys(): AsyncIterable<readonly { readonly key: string; readonly type: string }[]>;
  members(key: string): Promise<readonly string[]>;
  /** Empty when there is none, or something else. */
  hash(key: string): Promise<ReadonlyMap<string, string>>;
  /** The same of many, in their order. */
  hashes(keys: readonly string[]): AsyncIterable<readonly [key: string, ReadonlyMap<string, string>]>;
}

const CHUNK = 1000;

export function createReader(client: RedisClient, namespace: string): Reader {
  const call = (command: string, ...args: string[]) => client.call(command, ...args);
  const hash = async (key: string) =>
    pairs(await call('HGETALL', `${namespace}:${key}`).catch(unlessOfOtherType));
  return {
    keys: () => scan(call, namespace),
    // A sorted set's members are read in the order of their scores.
    members: async (key) => {
      const type = String(await call('TYPE', `${namespace}:${key}`));
      if (type === 'set') return texts(await call('SMEMBERS', `${namespace}:${key}`));
      return type === 'zset' ? texts(await call('ZRANGE', `${namespace}:${key}`, '0', '-1')) : [];
    },
    hash,
    async *hashes(keys) {
      for (let from = 0; from < keys.length; from += CHUNK) {
        const chunk = keys.slice(from, from + CHUNK);
        const found = await Promise.all(chunk.map(hash));
        for (const [index, key] of chunk.entries()) yield [key, found[index] ?? new Map()];
      }
    },
  };
}

async function* scan(call: RedisClient['call'], namespace: string) {
  const seen = new Set<string>();
  let cursor = '0';
  do {
    const reply = await call('SCAN', cursor, 'MATCH', `${literally(namespace)}:*`, 'COUNT', String(CHUNK));
    const [next, found] = Array.isArray(reply) ? reply : [];
    // A scan may tell a key twice.
    const fresh = texts(found).filter((name) => !seen.has(name));
    for (const name of fresh) seen.add(name);
    const types = await Promise.all(fresh.map(async (name) => String(await call('TYPE', name))));
    yield fresh.map((name, index) => ({ key: name.slice(namespace.length + 1), type: types[index] ?? '' }));
    cursor = String(next ?? '0');
  } while (cursor !== '0');
}

/** What is no hash is told by its type, when the keys are read. */
function unlessOfOtherType(error: unknown): unknown {
  if (error instanceof Error && error.message.includes('WRONGTYPE')) return [];
  throw error;
}

/** As a pattern that matches nothing else. */
function literally(text: string): string {
  return text.replace(/[*?[\]\\^-]/g, '\\$&');
}

function texts(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}

function pairs(reply: unknown): ReadonlyMap<string, string> {
  const flat = texts(reply);
  return new Map(flat.flatMap((text, at) => (at % 2 === 0 ? [[text, flat[at + 1] ?? ''] as const] : [])));
}
