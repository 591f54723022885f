import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../cluster/ports.ts';
import { type Get, SendFailure } from '../cluster/sender.ts';
import { memoryOutbox } from '../store/memory/outbox.ts';
import { createDelivery, type Delivery, type DeliveryDeps } from './delivery.ts';
import type { NewEvent, OutboxStore } from './ports.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';

const LMS = 'https://lms.example.com';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** What the front-end answers: a status, or nothing. */
type FrontEnd = (request: Get) => number | SendFailure | Promise<number>;

describe('the delivery', () => {
  let store: OutboxStore;
  let frontEnd: FrontEnd;
  let posts: { readonly at: number; readonly id: string }[];
  let running: Delivery[];
  let began: number;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    store = memoryOutbox({ now: Date.now, most: 20_000 });
    frontEnd = () => 200;
    posts = [];
    running = [];
    began = Date.now();
  });
  afterEach(async () => {
    const stopped = Promise.all(running.map((delivery) => delivery.stop()));
    await vi.advanceTimersByTimeAsync(MINUTE);
    await stopped;
    vi.useRealTimers();
  });

  async function post(request: Get): Promise<{ status: number; body: string }> {
    posts.push({ at: Date.now() - began, id: request.headers['idempotency-key'] ?? '' });
    const answer = await Promise.race([frontEnd(request), aborted(request.signal)]);
    if (typeof answer !== 'number') throw answer;
    return { status: answer, body: '' };
  }

  function aborted(signal: AbortSignal | undefined): Promise<SendFailure> {
    return new Promise((resolve) =>
      signal?.addEventListener('abort', () => resolve(new SendFailure('the process is stopping'))),
    );
  }

  function start(
    holder = 'me',
    on: OutboxStore = store,
    change: Partial<Pick<DeliveryDeps, 'rules' | 'log'>> = {},
  ): Delivery {
    const delivery = createDelivery({
      store: on,
      rules,
      attempt: {
        sender: { post, get: post, mayCall: () => true },
        secretsOf: async () => ['secret'],
        jwtHash: 'HS256',
        now: Date.now,
      },
      holder,
      retryForMs: 24 * HOUR,
      random: () => 0,
      log: quiet,
      ...change,
    });
    running.push(delivery);
    delivery.start();
    return delivery;
  }

  const event = (id: string, receiver = LMS): NewEvent => ({
    id,
    kind: 'recording-ready',
    receiver,
    subject: id,
    payload: JSON.stringify({ url: `${receiver}/ready`, meeting_id: 'room', record_id: id }),
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const ids = () => posts.map(({ id }) => id);

  it('sends at once what its own process adds, and within a second what others add', async () => {
    const delivery = start();
    await pass(0);
    await delivery.add(event('mine'));
    await pass(0);
    expect(posts).toEqual([{ at: 0, id: 'mine' }]);
    await store.add([event('theirs')]);
    await pass(1000);
    expect(ids()).toEqual(['mine', 'theirs']);
    expect(await store.count()).toEqual({ waiting: 0, delivered: 2, failed: 0 });
  });

  it('sends what a process before it left behind', async () => {
    await store.add([event('left')]);
    start();
    await pass(0);
    expect(ids()).toEqual(['left']);
  });

  it('tries again with the same id, some seconds later, then less and less often', async () => {
    const answers = [500, 503, 200];
    frontEnd = () => answers.shift() ?? 200;
    await start().add(event('a'));
    await pass(MINUTE);
    expect(ids()).toEqual(['a', 'a', 'a']);
    const [first = 0, second = 0, third = 0] = posts.map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(5000);
    expect(third - second).toBeGreaterThanOrEqual(10_000);
  });

  it('reaches a receiver that was down for an hour soon after it is back, with all that waited', async () => {
    frontEnd = () => (Date.now() - began < HOUR ? new SendFailure('connection refused') : 200);
    const delivery = start();
    for (let n = 0; n < 20; n++) await delivery.add(event(`event ${n}`));
    await pass(HOUR - 1000);
    expect(await store.count()).toEqual({ waiting: 20, delivered: 0, failed: 0 });
    // The circuit lets through one a minute, besides the first ones.
    expect(posts.length).toBeLessThan(100);
    await pass(90_000);
    expect(await store.count()).toEqual({ waiting: 0, delivered: 20, failed: 0 });
  });

  it('gives up after a day, and keeps what it was', async () => {
    frontEnd = () => 500;
    await start().add(event('a'));
    await pass(23 * HOUR);
    expect((await store.find('a'))?.state).toBe('waiting');
    await pass(3 * HOUR);
    const failed = await store.find('a');
    expect(failed).toMatchObject({ state: 'failed', trouble: 'answered 500', payload: event('a').payload });
    await store.retry('a');
    frontEnd = () => 200;
    await pass(1000);
    expect((await store.find('a'))?.state).toBe('delivered');
  });

  it('gives up at once what is refused for good', async () => {
    frontEnd = () => 410;
    await start().add(event('a'));
    await pass(HOUR);
    expect(posts.length).toBe(1);
    expect(await store.find('a')).toMatchObject({ state: 'failed', trouble: 'answered 410' });
  });

  it('keeps nothing of what nobody is to be told any more, and learns nothing of its receiver', async () => {
    let isGone = false;
    const gone: Rule = async () =>
      isGone
        ? { kind: 'dropped', why: 'its hook is gone' }
        : { kind: 'later', why: 'answered 500', blame: 'receiver' };
    const errors: string[] = [];
    const log = { ...quiet, error: (_fields: object, message: string) => void errors.push(message) };
    const delivery = start('me', store, { rules: { hook: gone }, log });
    for (const id of ['a', 'b', 'c', 'd', 'e']) await delivery.add({ ...event(id), kind: 'hook' });
    await pass(100);
    expect(await store.backlog()).toMatchObject({ openCircuits: 1 });
    isGone = true;
    await pass(20_000);
    expect(await store.count()).toEqual({ waiting: 0, delivered: 0, failed: 0 });
    expect(errors).toEqual([]);
    isGone = false;
    await delivery.add({ ...event('f'), kind: 'hook' });
    await pass(1000);
    expect(await store.backlog()).toMatchObject({ openCircuits: 1 });
  });

  it('keeps no receiver waiting for a slow one', async () => {
    frontEnd = ({ url }) => (url.startsWith(LMS) ? new Promise<number>(() => {}) : 200);
    const delivery = start();
    for (let n = 0; n < 50; n++) await delivery.add(event(`slow ${n}`));
    await delivery.add(event('quick', 'https://other.example.com'));
    await pass(0);
    expect(ids().filter((id) => id.startsWith('slow')).length).toBe(4);
    expect((await store.find('quick'))?.state).toBe('delivered');
  });

  it('keeps its hold on an event as long as the attempt lasts', async () => {
    frontEnd = () => new Promise((resolve) => setTimeout(() => resolve(200), 5 * MINUTE));
    await start('one').add(event('a'));
    start('two');
    await pass(6 * MINUTE);
    expect(ids()).toEqual(['a']);
    expect((await store.find('a'))?.state).toBe('delivered');
  });

  it('takes over what a killed process had begun', async () => {
    await store.add([event('a')]);
    await store.claim({
      holder: 'dead',
      leaseMs: 15_000,
      kinds: Object.keys(rules),
      limit: 1,
      perReceiver: 1,
    });
    start();
    await pass(14_000);
    expect(ids()).toEqual([]);
    await pass(2000);
    expect(ids()).toEqual(['a']);
  });

  it('shares a burst with other processes, each event sent once, a few at a time', async () => {
    let underWay = 0;
    let most = 0;
    frontEnd = async () => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 10));
      underWay -= 1;
      return 200;
    };
    start('one');
    start('two');
    const all = Array.from({ length: 500 }, (_, n) => event(`event ${n}`));
    await store.add(all);
    await pass(MINUTE);
    expect(ids().sort()).toEqual(all.map(({ id }) => id).sort());
    expect(most).toBeLessThanOrEqual(4);
  });

  it('holds no more of a burst of 10,000 than it sends at once', async () => {
    let underWay = 0;
    const held = { claimed: 0, most: 0, sending: 0 };
    frontEnd = async () => {
      held.sending = Math.max(held.sending, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 10));
      underWay -= 1;
      return 200;
    };
    const counting: OutboxStore = {
      ...store,
      claim: async (request) => {
        const claimed = await store.claim(request);
        held.claimed += claimed.length;
        held.most = Math.max(held.most, held.claimed);
        return claimed;
      },
      delivered: async (...args) => {
        held.claimed -= 1;
        return await store.delivered(...args);
      },
    };
    const delivery = start('me', counting);
    for (let n = 0; n < 10_000; n++)
      await delivery.tell(event(`event ${n}`, `https://lms${n % 20}.example.com`));
    await pass(MINUTE);
    expect(await store.count()).toEqual({ waiting: 0, delivered: 10_000, failed: 0 });
    expect(held).toEqual({ claimed: 0, most: 32, sending: 32 });
  });

  describe('told', () => {
    const away = async () => {
      throw new StoreUnavailable('PostgreSQL cannot be used');
    };

    it('is kept when it says so, however slow the receiver is', async () => {
      frontEnd = () => new Promise<number>(() => {});
      const delivery = start();
      await delivery.tell(event('a'));
      expect((await store.find('a'))?.state).toBe('waiting');
    });

    it('is delivered without the database, or says that it could not be', async () => {
      const delivery = start('me', { ...store, add: away, claim: away });
      await delivery.tell(event('a'));
      expect(ids()).toEqual(['a']);
      frontEnd = () => 503;
      await expect(delivery.tell(event('b'))).rejects.toThrow(StoreUnavailable);
    });

    it('is, in a burst without the database, tried as often at once as otherwise, and else to be told again', async () => {
      const answers: ((status: number) => void)[] = [];
      frontEnd = () => new Promise<number>((resolve) => answers.push(resolve));
      const delivery = start('me', { ...store, add: away, claim: away });
      const told = Array.from({ length: 1000 }, (_, n) => delivery.tell(event(`event ${n}`)));
      const refused = Promise.allSettled(told);
      await pass(0);
      expect(posts.length).toBe(4);
      for (const answer of answers) answer(200);
      const kinds = (await refused).map(({ status }) => status);
      expect([kinds.filter((kind) => kind === 'fulfilled').length, kinds.length]).toEqual([4, 1000]);
    });
  });

  describe('at once', () => {
    it('has delivered it when it says so', async () => {
      await start().deliver(event('a'));
      expect((await store.find('a'))?.state).toBe('delivered');
    });

    it('keeps what the receiver could not take', async () => {
      frontEnd = () => 500;
      const delivery = start();
      await delivery.deliver(event('a'));
      expect(await store.find('a')).toMatchObject({ state: 'waiting', trouble: 'answered 500', attempts: 1 });
    });

    it('keeps for later what a slow receiver is too much for', async () => {
      frontEnd = () => new Promise<number>(() => {});
      const delivery = start();
      for (let n = 0; n < 4; n++) void delivery.deliver(event(`slow ${n}`));
      await pass(0);
      await delivery.deliver(event('later'));
      expect(posts.length).toBe(4);
      expect((await store.find('later'))?.state).toBe('waiting');
    });

    it('delivers without the database, or says that it could not', async () => {
      const away = async () => {
        throw new StoreUnavailable('PostgreSQL cannot be used');
      };
      const delivery = start('me', { ...store, add: away, claim: away });
      await delivery.deliver(event('a'));
      expect(ids()).toEqual(['a']);
      frontEnd = () => 503;
      await expect(delivery.deliver(event('b'))).rejects.toThrow(StoreUnavailable);
      frontEnd = () => 403;
      await delivery.deliver(event('c'));
    });
  });

  it('stops when what is under way is over, and leaves the rest', async () => {
    let answer = (_: number): void => {};
    frontEnd = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const delivery = start();
    await delivery.add(event('a'));
    await pass(0);
    const stopped = delivery.stop();
    await store.add([event('b')]);
    answer(200);
    await pass(0);
    await Promise.all([stopped, delivery.stop()]);
    await pass(MINUTE);
    expect(ids()).toEqual(['a']);
    expect((await store.find('a'))?.state).toBe('delivered');
    expect((await store.find('b'))?.state).toBe('waiting');
  });

  it('cuts attempts that would keep it from stopping, and blames nobody', async () => {
    frontEnd = () => new Promise<number>(() => {});
    const delivery = start();
    await delivery.add(event('a'));
    await pass(0);
    const stopped = delivery.stop();
    await pass(6000);
    await stopped;
    expect(await store.find('a')).toMatchObject({ state: 'waiting', sending: false });
    expect(await store.receiverFailed(LMS)).toBe(1);
  });
});
