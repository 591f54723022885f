import type { RosterStore } from '../../cluster/roster.ts';
import { gather } from '../gathering.ts';
import { readRoster, rosterText } from '../roster-text.ts';
import type { RedisClient } from './client.ts';
import type { Keys } from './keys.ts';

/** What is to be kept of a server; empty: nothing. */
interface Said {
  readonly id: string;
  readonly roster: string;
}

/** Read without a script, which would write all of it anew while everybody else waits. */
export function rosterStore(client: RedisClient, { rosters: key, servers }: Keys): RosterStore {
  const texts = async (command: string, name: string): Promise<string[]> => {
    const reply = await client.call(command, name);
    return Array.isArray(reply) ? reply.map(String) : [];
  };
  /** A thousand servers that are polled at once are a few scripts. */
  const record = gather<Said, void>({
    async many(rosters) {
      await client.run('record-rosters', { rosters });
      return rosters.map(() => undefined);
    },
    // The second word of a server is compared with the first.
    key: ({ id }) => id,
  });
  return {
    record: (id, roster) => record({ id, roster: roster.size === 0 ? '' : rosterText(roster) }),
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
