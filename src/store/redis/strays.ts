import type { Stray, StrayStore } from '../../cluster/strays.ts';
import type { RedisClient } from './client.ts';
import { type MeetingReply, toMeeting } from './meeting-reply.ts';

export function strayStore(client: RedisClient): StrayStore {
  return {
    async note(strays, ttl) {
      const noted = strays.map((stray) => ({ ...placeOf(stray), record: JSON.stringify(stray) }));
      if (noted.length > 0) await client.run('note-strays', { strays: noted, ttlMs: Math.ceil(ttl * 1000) });
    },
    async list() {
      return (await client.run<string[]>('list-strays', {})).map(strayOf);
    },
    take: (stray) => client.run<boolean>('take-stray', placeOf(stray)),
    reattach: (stray, from, ttl) =>
      client.run<boolean>('reattach-stray', { meeting: stray, from, ttlMs: Math.ceil(ttl * 1000) }),
  };
}

function placeOf({ id, serverId }: Stray): object {
  return { id, serverId };
}

function strayOf(record: string): Stray {
  const { ended, ...meeting } = JSON.parse(record) as MeetingReply & Pick<Stray, 'ended'>;
  return { ...toMeeting(meeting), ...(ended && { ended }) };
}
