import { randomUUID } from 'node:crypto';
import { NO_USE, type UseStore } from '../../cluster/use.ts';
import type { RedisClient } from './client.ts';
import type { Keys } from './keys.ts';

/** Owners and their counts in turn. */
type Pairs = readonly string[];

interface UseReply {
  readonly count: string;
  readonly meetings: Pairs;
  readonly users: Pairs;
  readonly peakMeetings: Pairs;
  readonly peakUsers: Pairs;
}

export function useStore(client: RedisClient, keys: Keys): UseStore {
  return {
    async read() {
      const reply = await client.run<UseReply>('read-use', {});
      const [meetings, users] = [countsOf(reply.meetings), countsOf(reply.users)];
      const [peakMeetings, peakUsers] = [countsOf(reply.peakMeetings), countsOf(reply.peakUsers)];
      const owners = ownersOf(meetings, users, peakMeetings, peakUsers);
      const use = (owner: string) => ({
        meetings: meetings.get(owner) ?? 0,
        users: users.get(owner) ?? 0,
        peakMeetings: peakMeetings.get(owner) ?? 0,
        peakUsers: peakUsers.get(owner) ?? 0,
      });
      return { count: reply.count, of: new Map(owners.map((owner) => [owner, use(owner)])) };
    },
    async usersOn(serverId) {
      const reply = await client.call('HGETALL', keys.ownUsers + serverId);
      return countsOf(Array.isArray(reply) ? reply.map(String) : []);
    },
    async recordUsers(serverId, seen, before) {
      const owners = ownersOf(seen, before)
        .filter((owner) => seen.get(owner) !== before.get(owner))
        .map((owner) => ({ owner, seen: seen.get(owner) ?? 0, before: before.get(owner) ?? 0 }));
      if (owners.length > 0) await client.run('record-users', { id: serverId, owners });
    },
    async recount(meetings, before) {
      const counts = ownersOf(meetings, before.of).map((owner) => {
        const counted = meetings.get(owner) ?? 0;
        return { owner, counted, before: (before.of.get(owner) ?? NO_USE).meetings };
      });
      await client.run('recount-use', { before: before.count, count: randomUUID(), meetings: counts });
    },
  };
}

function ownersOf(...maps: readonly ReadonlyMap<string, unknown>[]): string[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))];
}

function countsOf(pairs: Pairs): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + 1 < pairs.length; at += 2) counts.set(pairs[at] ?? '', Number(pairs[at + 1]));
  return counts;
}
