import type { RosterStore } from '../../cluster/roster.ts';
import { readRoster, rosterText } from '../roster-text.ts';
import type { RedisClient } from './client.ts';
import type { Keys } from './keys.ts';

/** Read without a script, which would write all of it anew while everybody else waits. */
export function rosterStore(client: RedisClient, { rosters: key, servers }: Keys): RosterStore {
  const texts = async (command: string, name: string): Promise<string[]> => {
    const reply = await client.call(command, name);
    return Array.isArray(reply) ? reply.map(String) : [];
  };
  return {
    async record(id, roster) {
      await client.run('record-roster', { id, roster: roster.size === 0 ? '' : rosterText(roster) });
    },
    async list() {
      const [pairs, inPool] = await Promise.all([texts('HGETALL', key), texts('SMEMBERS', servers)]);
      const known = new Set(inPool);
      const ids = pairs.filter((_, at) => at % 2 === 0);
      const all = ids.map((id, at) => [id, pairs[2 * at + 1] ?? '[]'] as const);
      return new Map(all.filter(([id]) => known.has(id)).map(([id, text]) => [id, readRoster(text)]));
    },
    async of(id) {
      const text = await client.call('HGET', key, id);
      return new Map(typeof text === 'string' ? [[id, readRoster(text)]] : []);
    },
  };
}
