import type { MeetingRecord } from '../../cluster/meeting.ts';
import type { MeetingStore } from '../../cluster/ports.ts';
import type { RedisClient } from './client.ts';
import { type RecordReply, toRecord } from './meeting-reply.ts';
import { sweep } from './sweep.ts';

/** Ids per script: about a millisecond, in which Redis does nothing else. */
const CHUNK = 500;

export function recordStore(
  client: RedisClient,
  meetingTtl: number,
): Pick<MeetingStore, 'records' | 'find' | 'renew' | 'sweep'> {
  return {
    async *records() {
      for await (const found of scan(client)) yield found.map((reply) => toRecord(reply, meetingTtl));
    },
    async find(ids) {
      const records: MeetingRecord[] = [];
      for (const chunk of chunks(ids)) {
        const found = await client.run<RecordReply[]>('find-records', { ids: chunk });
        records.push(...found.map((reply) => toRecord(reply, meetingTtl)));
      }
      return records;
    },
    async renew(ids, ttl) {
      for (const chunk of chunks(ids))
        await client.run('renew-records', { ids: chunk, ttlMs: Math.ceil(ttl * 1000) });
    },
    sweep: (look) => sweep(client, look),
  };
}

async function* scan(client: RedisClient): AsyncIterable<RecordReply[]> {
  const seen = new Set<string>();
  let cursor = '0';
  do {
    const step = await client.run<{ cursor: string; records: RecordReply[] }>('scan-records', {
      cursor,
      count: CHUNK,
    });
    // A scan tells an id twice when the set grows or shrinks meanwhile.
    const fresh = step.records.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    if (fresh.length > 0) yield fresh;
    cursor = step.cursor;
  } while (cursor !== '0');
}

function chunks(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / CHUNK);
  return Array.from({ length: count }, (_, index) => ids.slice(index * CHUNK, (index + 1) * CHUNK));
}
