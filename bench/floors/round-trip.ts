import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { setup } from './floor.ts';

const SELECT = 'SELECT server_id FROM cluster_meetings WHERE id = ';

/** One round trip to the store: the server a meeting is on. */
export async function openRoundTrip(): Promise<(meetingId: string) => Promise<string> | string> {
  const { place } = setup;
  if (place.kind === 'redis') {
    const redis = new Redis(place.url);
    return async (id) => (await redis.hget(`${place.namespace}:meeting:${id}`, 'server_id')) ?? '';
  }
  if (place.kind === 'postgres') {
    const pool = new Pool({ connectionString: place.url });
    const find = { name: 'find', text: `${SELECT}$1` };
    return async (id) => (await pool.query({ ...find, values: [id] })).rows[0]?.server_id ?? '';
  }
  const find = new DatabaseSync(place.file).prepare(`${SELECT}?`);
  return (id) => String(find.get(id)?.['server_id'] ?? '');
}
