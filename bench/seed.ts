import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { Store } from './stores.ts';

/** Records in one go, as many as it takes for the store to be full: through the ports it would take minutes. */
export async function seedMeetings({ place }: Store, count: number, serverId: string): Promise<void> {
  if (place.kind === 'redis') await inRedis(place.url, place.namespace, count, serverId);
  else if (place.kind === 'postgres') await inPostgres(place.url, count, serverId);
  else inSqlite(place.file, count, serverId);
}

const COLUMNS = 'id, server_id, moderator_pw, voice_bridge, placed_at, expires_at';
const LONG_FROM_NOW = 4_000_000_000_000;

async function inPostgres(url: string, count: number, serverId: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const rows = `SELECT 'seeded-' || n, $1, 'mp', (500000000 + n)::text, 0, ${LONG_FROM_NOW}`;
    await client.query(
      `INSERT INTO cluster_meetings (${COLUMNS}) ${rows} FROM generate_series(1, ${count}) AS n`,
      [serverId],
    );
    await client.query('ANALYZE cluster_meetings');
  } finally {
    await client.end();
  }
}

function inSqlite(file: string, count: number, serverId: string): void {
  const database = new DatabaseSync(file, { timeout: 5000 });
  const rows = `SELECT 'seeded-' || n, ?, 'mp', CAST(500000000 + n AS TEXT), 0, ${LONG_FROM_NOW}`;
  database
    .prepare(
      `INSERT INTO cluster_meetings (${COLUMNS})
       WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < ${count}) ${rows} FROM up`,
    )
    .run(serverId);
  database.close();
}

/** Commands per round trip. */
const PIPELINED = 3000;

async function inRedis(url: string, namespace: string, count: number, serverId: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for (let from = 1; from <= count; from += PIPELINED) {
      const pipeline = redis.pipeline();
      for (let n = from; n < from + PIPELINED && n <= count; n++) {
        const [id, bridge] = [`seeded-${n}`, String(500_000_000 + n)];
        const fields = { server_id: serverId, moderator_pw: 'mp', voice_bridge: bridge };
        pipeline.hset(`${namespace}:meeting:${id}`, fields).expire(`${namespace}:meeting:${id}`, 86_400);
        pipeline.sadd(`${namespace}:meetings`, id).hset(`${namespace}:voice_bridges`, bridge, id);
      }
      await pipeline.exec();
    }
  } finally {
    await redis.quit();
  }
}
