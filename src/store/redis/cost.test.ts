import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Service, startRedis } from '../../../test/helpers/index.ts';
import { place, request } from '../contract/subject.ts';
import { type Fixture, openFixture } from './fixture.ts';

let service: Service;
let fixture: Fixture;
beforeEach(async () => {
  service = await startRedis();
  fixture = openFixture(service.url);
});
afterEach(async () => {
  await fixture.close();
  await service.dispose();
});

async function addServers(from: number, to: number): Promise<void> {
  const { redis } = fixture;
  const pipeline = redis.pipeline();
  for (let index = from; index < to; index += 1) {
    const id = `bbb${index}`;
    pipeline.sadd('servers', id).sadd('server_enabled', id).zadd('server_load', 10, id);
    pipeline.hset(`server:${id}`, {
      url: `https://${id}/api`,
      secret: 's',
      online: 'true',
      state: 'enabled',
    });
  }
  await pipeline.exec();
}

/** Commands that Redis ran for it, those inside of scripts among them. */
async function commandsOf(work: () => Promise<unknown>): Promise<number> {
  const { redis } = fixture;
  await redis.config('RESETSTAT');
  await work();
  const counts = [...(await redis.info('commandstats')).matchAll(/calls=(\d+)/g)];
  return counts.reduce((sum, [, calls]) => sum + Number(calls), 0);
}

describe('in Redis', () => {
  it('a create and a join cost the same over 500 servers as over 10', async () => {
    const { store } = fixture;
    await addServers(0, 10);
    await place(store, 'first');
    const create = () => commandsOf(() => place(store, `room ${Math.random()}`));
    const known = () => commandsOf(() => store.meetings.place(request('first')));
    const join = () => commandsOf(() => store.meetings.locate('first', { join: true }));
    await join();
    const over10 = [await create(), await known(), await join()];
    await addServers(10, 500);
    expect([await create(), await known(), await join()]).toEqual(over10);
    for (const commands of over10) expect(commands).toBeLessThan(30);
  });

  it('no step over 100,000 meetings holds the others up for long', async () => {
    const { store, redis } = fixture;
    await addServers(0, 1);
    for (let chunk = 0; chunk < 100; chunk += 1) {
      const pipeline = redis.pipeline();
      for (let index = chunk * 1000; index < (chunk + 1) * 1000; index += 1) {
        pipeline.sadd('meetings', `m${index}`).hset('voice_bridges', String(100_000 + index), `m${index}`);
        pipeline.hset(`meeting:m${index}`, 'server_id', 'bbb0').expire(`meeting:m${index}`, 1000);
      }
      await pipeline.exec();
    }
    await redis.config('SET', 'slowlog-log-slower-than', '100000');
    await redis.call('SLOWLOG', 'RESET');
    let count = 0;
    for await (const chunk of store.meetings.records()) count += chunk.length;
    expect(count).toBe(100_000);
    expect(await store.meetings.sweep(new Set())).toEqual({ cleared: 0, orphans: new Set() });
    expect(await redis.call('SLOWLOG', 'LEN')).toBe(0);
  }, 60_000);
});
