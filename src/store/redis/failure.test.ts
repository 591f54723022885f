import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Service, startRedis } from '../../../test/helpers/index.ts';
import { type ClusterStore, StoreUnavailable } from '../../cluster/ports.ts';
import { addServer, loadOf, MEETING_TTL, place, request } from '../contract/subject.ts';
import { openRedisStore } from './index.ts';

const TIMEOUT_MS = 1000;
/** Of commands in a test whose calls must fail without waiting. */
const PATIENT_MS = 60_000;

let service: Service;
let store: ClusterStore;
const log = { info: vi.fn(), warn: vi.fn() };

function open(url: string, commandTimeoutMs = TIMEOUT_MS): ClusterStore {
  return openRedisStore({
    url,
    namespace: 'test',
    meetingTtl: MEETING_TTL,
    commandTimeoutMs,
    log,
  });
}

/** What the call fails with, and how long that took. */
async function failure(call: () => Promise<unknown>): Promise<{ error: unknown; ms: number }> {
  const began = performance.now();
  const error = await call().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, ms: performance.now() - began };
}

const isBack = () => expect.poll(() => store.check().then(() => 'back'), { timeout: 15_000 }).toBe('back');

/** As another writer: an operator's redis-cli. */
async function asOperator<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(service.url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

describe('a Redis that fails', () => {
  beforeEach(async () => {
    service = await startRedis({ keepsData: true });
    store = open(service.url);
    await addServer(store, { id: 'bbb1' });
  });
  afterEach(async () => {
    await store.close();
    await service.dispose();
    vi.clearAllMocks();
  });

  it('and is down from the start: the store opens, refuses at once, and heals', async () => {
    const noise = vi.spyOn(console, 'error');
    await service.stop();
    await store.close();
    store = open(service.url, PATIENT_MS);
    for (const call of [() => store.servers.list(), () => store.check(), () => store.tokens.peek('x')]) {
      const { error, ms } = await failure(call);
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(error).toHaveProperty('cause.code', 'ECONNREFUSED');
      expect(ms).toBeLessThan(PATIENT_MS / 4);
    }
    await service.start();
    await isBack();
    expect(await store.servers.list()).toHaveLength(1);
    expect(log.warn).toHaveBeenCalledTimes(1);
    expect(log.info).toHaveBeenCalledTimes(1);
    expect(noise).not.toHaveBeenCalled();
  });

  it('and is killed amid calls: they fail, and are not sent again when it is back', async () => {
    await place(store, 'room');
    service.freeze();
    const joins = Array.from({ length: 20 }, () =>
      failure(() => store.meetings.locate('room', { join: true })),
    );
    process.kill(service.pid(), 'SIGKILL');
    await service.kill();
    for (const { error } of await Promise.all(joins)) {
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(error).toHaveProperty('message', expect.not.stringMatching(/retries|stream/i));
    }
    await service.start();
    await isBack();
    expect(await loadOf(store, 'bbb1')).toBe(1);
  });

  it('and is frozen: calls fail in time, and go on when it thaws', async () => {
    service.freeze();
    const { error, ms } = await failure(() => store.servers.list());
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(ms).toBeGreaterThanOrEqual(TIMEOUT_MS - 10);
    expect(ms).toBeLessThan(TIMEOUT_MS * 10);
    await expect
      .poll(() => failure(() => store.servers.list()).then(({ ms }) => ms), { timeout: 15_000 })
      .toBeLessThan(TIMEOUT_MS / 2);
    service.thaw();
    await isBack();
    expect(await store.servers.list()).toHaveLength(1);
  });

  it('and loses its connections: the next calls find another', async () => {
    await asOperator((redis) => redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
    await expect.poll(() => store.servers.list(), { timeout: 15_000 }).toHaveLength(1);
    await isBack();
  });

  it('and is emptied by somebody else: nothing is remembered', async () => {
    await place(store, 'room');
    await asOperator((redis) => redis.flushall());
    expect(await store.servers.list()).toEqual([]);
    expect(await store.meetings.place(request('room'))).toEqual({ kind: 'unavailable', poolEmpty: true });
    await addServer(store, { id: 'bbb2' });
    expect((await place(store, 'room')).server.id).toBe('bbb2');
  });

  it('and forgets its scripts: they are sent again', async () => {
    await place(store, 'room');
    await asOperator((redis) => redis.script('FLUSH'));
    const rooms = Array.from({ length: 20 }, (_, index) => `room ${index}`);
    await Promise.all(rooms.map((room) => place(store, room)));
    expect(await loadOf(store, 'bbb1')).toBe(21);
  });

  it('and becomes a replica: calls fail until it is the master again', async () => {
    await asOperator((redis) => redis.replicaof('127.0.0.1', 1));
    for (const call of [() => store.check(), () => place(store, 'room')]) {
      const { error } = await failure(call);
      expect(error).toBeInstanceOf(StoreUnavailable);
    }
    await asOperator((redis) => redis.replicaof('NO', 'ONE'));
    await isBack();
    expect((await place(store, 'room')).server.id).toBe('bbb1');
  });

  it('tells no secrets in its errors', async () => {
    await asOperator((redis) => redis.set('test:servers', 'no set'));
    const server = { id: 'x', url: 'http://x', secret: 'very secret', loadMultiplier: 1, tag: undefined };
    const { error } = await failure(() => store.servers.add(server));
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(error).toHaveProperty('message', expect.stringContaining('WRONGTYPE'));
    const cause = error instanceof Error ? error.cause : undefined;
    expect(JSON.stringify([error, cause, cause && Object.entries(cause)])).not.toContain('very secret');
  });

  it('is no matter for a closed store, which may be closed again', async () => {
    await store.close();
    await store.close();
    const { error } = await failure(() => store.servers.list());
    expect(error).toBeInstanceOf(StoreUnavailable);
  });
});

describe('a Redis that still loads its data', () => {
  it('fails calls until it is done', async () => {
    // 76 keys of 40 ms each.
    const slowly = ['appendonly no', 'key-load-delay 40000', 'loading-process-events-interval-bytes 1024'];
    service = await startRedis({ config: slowly });
    store = open(service.url);
    try {
      await addServer(store, { id: 'bbb1' });
      await asOperator(async (redis) => {
        for (let index = 0; index < 75; index += 1) await redis.set(`filler ${index}`, randomBytes(1000));
        await redis.save();
      });
      await service.kill();
      const started = service.start();
      const until = performance.now() + 500;
      while (performance.now() < until) {
        expect((await failure(() => store.servers.list())).error).toBeInstanceOf(StoreUnavailable);
        await delay(10);
      }
      await started;
      await isBack();
      expect(await store.servers.list()).toHaveLength(1);
    } finally {
      await store.close();
      await service.dispose();
    }
  });
});
