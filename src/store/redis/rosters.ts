import type { RosterStore } from '../../cluster/roster.ts';
import { readRoster, rosterText } from '../roster-text.ts';
import type { RedisClient } from './client.ts';
import type { Keys } from './keys.ts';

/** Read without a script, which would write all of it anew while everybody else waits. */
export function rosterStore(client: RedisClient, { rosters: key }: Keys): RosterStore {
  return {
    async record(id, roster) {
      await client.run('record-roster', { id, roster: roster.size === 0 ? '' : rosterText(roster) });
    },
    async list() {
      const reply = await client.call('HGETALL', key);
      const pairs = Array.isArray(reply) ? reply.map(String) : [];
      const ids = pairs.filter((_, at) => at % 2 === 0);
      return new Map(ids.map((id, at) => [id, readRoster(pairs[2 * at + 1] ?? '[]')]));
    },
    async of(id) {
      const text = await client.call('HGET', key, id);
      return new Map(typeof text === 'string' ? [[id, readRoster(text)]] : []);
    },
  };
}
