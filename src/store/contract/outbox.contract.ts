import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimRequest, NewEvent, OutboxStore } from '../../callbacks/ports.ts';
import { SOON } from './subject.ts';

export interface OutboxSubject {
  readonly outbox: OutboxStore;
  cleanup(): Promise<void>;
}

const LMS = 'https://lms.example.com';

export function describeOutboxStore(name: string, open: () => Promise<OutboxSubject>): void {
  describe(`${name}: the outbox`, () => {
    let subject: OutboxSubject;
    let outbox: OutboxStore;
    beforeEach(async () => {
      subject = await open();
      outbox = subject.outbox;
    });
    afterEach(() => subject.cleanup());

    const event = (id: string, receiver = LMS): NewEvent => ({
      id,
      kind: 'recording-ready',
      receiver,
      subject: `about ${id}`,
      payload: `{"of":"${id}"}`,
    });
    const add = (...ids: string[]) => outbox.add(ids.map((id) => event(id)));
    const request = (change: Partial<ClaimRequest> = {}): ClaimRequest => ({
      holder: 'me',
      leaseMs: 60_000,
      kinds: ['recording-ready'],
      limit: 10,
      perReceiver: 5,
      ...change,
    });
    const claimed = async (change?: Partial<ClaimRequest>) =>
      (await outbox.claim(request(change))).map(({ id }) => id);
    const stateOf = async (id: string) => (await outbox.find(id))?.state;

    it('hands out what was added, oldest first, once', async () => {
      await add('a', 'b');
      await add('c');
      const [first] = await outbox.claim(request({ limit: 1 }));
      expect(first).toMatchObject({
        ...event('a'),
        state: 'waiting',
        sending: true,
        attempts: 1,
        trouble: undefined,
        receiverFailures: 0,
      });
      expect(first?.age).toBeGreaterThanOrEqual(0);
      expect(await claimed()).toEqual(['b', 'c']);
      expect(await claimed({ holder: 'you' })).toEqual([]);
    });

    it('hands out one at a time of what has to come in order', async () => {
      const hook = `${LMS}#7`;
      await outbox.add(['a', 'b', 'c'].map((id) => event(id, hook)));
      expect(await claimed()).toEqual(['a']);
      expect(await claimed()).toEqual([]);
      await outbox.delivered('a', 'me');
      expect(await claimed()).toEqual(['b']);
    });

    it('takes an event of one id once', async () => {
      await add('a', 'a');
      await outbox.delivered('a', (await outbox.claim(request())).length === 1 ? 'me' : '');
      await add('a');
      expect(await claimed()).toEqual([]);
      expect(await outbox.count()).toEqual({ waiting: 0, delivered: 1, failed: 0 });
    });

    it('tells for how long the oldest one waits, and how many receivers are left alone', async () => {
      expect(await outbox.backlog()).toEqual({ oldestMs: undefined, openCircuits: 0 });
      await add('a', 'b');
      await outbox.receiverFailed(LMS);
      await outbox.openCircuit(LMS, 60_000);
      const { oldestMs, openCircuits } = await outbox.backlog();
      expect(oldestMs).toBeGreaterThanOrEqual(0);
      expect(oldestMs).toBeLessThan(SOON.timeout);
      expect(openCircuits).toBe(1);
      await outbox.openCircuit(LMS, 0);
      for (const id of ['a', 'b']) await outbox.drop(id);
      expect(await outbox.backlog()).toEqual({ oldestMs: undefined, openCircuits: 0 });
    });

    it('takes none, and hands out none, when it is asked for none', async () => {
      await outbox.add([]);
      await add('a');
      expect(await claimed({ limit: 0 })).toEqual([]);
      expect(await claimed({ kinds: [] })).toEqual([]);
    });

    it('leaves kinds alone that its process does not know', async () => {
      await outbox.add([{ ...event('new'), kind: 'of tomorrow' }, event('a')]);
      expect(await claimed()).toEqual(['a']);
    });

    it('adds events as claimed to those who try them at once', async () => {
      await outbox.add([event('a')], { holder: 'me', leaseMs: 60_000 });
      expect(await claimed({ holder: 'you' })).toEqual([]);
      expect(await outbox.find('a')).toMatchObject({ sending: true, attempts: 1 });
      expect(await outbox.delivered('a', 'me')).toBe(true);
    });

    it('bounds what is under way to one receiver, and keeps no other waiting for it', async () => {
      await add('a', 'b', 'c');
      await outbox.add([event('z', 'https://other.example.com')]);
      expect((await claimed({ perReceiver: 2 })).sort()).toEqual(['a', 'b', 'z']);
      expect(await claimed({ perReceiver: 2 })).toEqual([]);
      await outbox.delivered('a', 'me');
      expect(await claimed({ perReceiver: 2, limit: 1 })).toEqual(['c']);
    });

    it('gives what its holder lost to the next', async () => {
      await add('a', 'b');
      await claimed({ leaseMs: 200 });
      await outbox.renew(['b', 'never'], { holder: 'me', leaseMs: 60_000 });
      await outbox.renew(['a'], { holder: 'you', leaseMs: 60_000 });
      await expect.poll(() => claimed({ holder: 'you' }), SOON).toEqual(['a']);
      expect(await outbox.delivered('a', 'me')).toBe(false);
      expect(await outbox.postpone('a', 'me', 0, 'late')).toBe(false);
      expect(await outbox.giveUp('a', 'me', 'late')).toBe(false);
      expect(await outbox.find('a')).toMatchObject({ sending: true, attempts: 2 });
      expect(await outbox.delivered('a', 'you')).toBe(true);
    });

    it('keeps a delivered one without its content', async () => {
      await add('a');
      await claimed();
      await outbox.delivered('a', 'me');
      expect(await outbox.find('a')).toMatchObject({ state: 'delivered', payload: '', sending: false });
      expect((await outbox.find('a'))?.finishedAt).toBeGreaterThan(0);
      expect(await outbox.retry('a')).toBe(false);
    });

    it('hands out a postponed one when it is due', async () => {
      await add('a', 'b');
      await claimed();
      await outbox.postpone('a', 'me', 60_000, 'answered 503');
      await outbox.postpone('b', 'me', 100.4, 'refused');
      expect(await outbox.find('a')).toMatchObject({ sending: false, attempts: 1, trouble: 'answered 503' });
      await expect.poll(() => claimed(), SOON).toEqual(['b']);
      expect((await outbox.find('b'))?.attempts).toBe(2);
    });

    it('keeps one that was given up until somebody wants it sent again', async () => {
      await add('a', 'b');
      await claimed();
      await outbox.giveUp('a', 'me', 'answered 410');
      await outbox.giveUp('b', 'me', 'answered 410');
      expect(await outbox.find('a')).toMatchObject({
        ...event('a'),
        state: 'failed',
        trouble: 'answered 410',
      });
      expect(await claimed()).toEqual([]);
      expect(await outbox.retry('a')).toBe(true);
      expect(await outbox.find('a')).toMatchObject({ state: 'waiting', attempts: 0, trouble: undefined });
      expect(await claimed()).toEqual(['a']);
      expect(await outbox.retryFailed({ kind: 'other' })).toBe(0);
      expect(await outbox.retryFailed({ receiver: LMS })).toBe(1);
      expect(await claimed()).toEqual(['b']);
    });

    it('sends one again at once that waits for its time', async () => {
      await add('a');
      await claimed();
      await outbox.postpone('a', 'me', 60_000, 'refused');
      expect(await outbox.retry('a')).toBe(true);
      expect(await claimed()).toEqual(['a']);
      expect(await outbox.retry('never')).toBe(false);
    });

    it('drops one for good', async () => {
      await add('a');
      expect(await outbox.drop('a')).toBe(true);
      expect(await outbox.drop('a')).toBe(false);
      expect(await claimed()).toEqual([]);
    });

    describe('of a receiver that fails', () => {
      const fail = async (times: number) => {
        for (let time = 1; time <= times; time++) expect(await outbox.receiverFailed(LMS)).toBe(time);
      };

      it('hands out nothing while its circuit is open, and to others all', async () => {
        await add('a');
        await outbox.add([event('z', 'https://other.example.com')]);
        await fail(5);
        await outbox.openCircuit(LMS, 60_000);
        expect(await claimed()).toEqual(['z']);
        await outbox.openCircuit(LMS, 0);
        await expect.poll(() => claimed(), SOON).toEqual(['a']);
      });

      it('tries it at once when somebody wants one sent again', async () => {
        await add('a', 'b');
        await claimed();
        await outbox.giveUp('a', 'me', 'answered 410');
        await outbox.giveUp('b', 'me', 'answered 410');
        await fail(5);
        await outbox.openCircuit(LMS, 60_000);
        expect(await outbox.retry('a')).toBe(true);
        expect(await claimed()).toEqual(['a']);
        await outbox.giveUp('a', 'me', 'answered 410');
        await outbox.openCircuit(LMS, 60_000);
        expect(await outbox.retryFailed({})).toBe(2);
        expect(await claimed()).toHaveLength(1);
      });

      it('hands out one at a time while it has not answered', async () => {
        await add('a', 'b');
        await fail(5);
        expect(await outbox.claim(request())).toMatchObject([{ id: 'a', receiverFailures: 5 }]);
        expect(await claimed()).toEqual([]);
      });

      it('hands out what waited for it soon after it answers', async () => {
        await add('a', 'b', 'c');
        await claimed({ limit: 2 });
        await outbox.postpone('a', 'me', 3_600_000, 'refused');
        await fail(7);
        await outbox.openCircuit(LMS, 60_000);
        await outbox.receiverAnswers(LMS, 100);
        await expect.poll(() => claimed(), SOON).toContain('a');
        // The one under way is not touched.
        expect((await outbox.find('b'))?.attempts).toBe(1);
        await fail(1);
      });
    });

    it('lists what it has, newest first, in pages', async () => {
      await add('a', 'b', 'c');
      await outbox.add([{ ...event('d', 'https://other.example.com'), kind: 'analytics' }]);
      await claimed({ limit: 1 });
      await outbox.giveUp('a', 'me', 'answered 410');
      const ids = async (...args: Parameters<OutboxStore['list']>) =>
        (await outbox.list(...args)).map(({ id }) => id);
      expect(await ids({}, { limit: 10 })).toEqual(['d', 'c', 'b', 'a']);
      const [first] = await outbox.list({}, { limit: 1 });
      expect(first).toMatchObject({ subject: 'about d', state: 'waiting' });
      expect(first).not.toHaveProperty('payload');
      expect(await ids({}, { limit: 2 })).toEqual(['d', 'c']);
      expect(await ids({}, { limit: 2, before: 'c' })).toEqual(['b', 'a']);
      expect(await ids({}, { limit: 2, before: 'never' })).toEqual([]);
      expect(await ids({ state: 'failed' }, { limit: 10 })).toEqual(['a']);
      expect(await ids({ state: 'waiting', receiver: LMS }, { limit: 1, before: 'c' })).toEqual(['b']);
      expect(await ids({ kind: 'analytics' }, { limit: 10 })).toEqual(['d']);
      expect(await outbox.count()).toEqual({ waiting: 3, delivered: 0, failed: 1 });
    });

    it('drops what waits for one receiver', async () => {
      await add('held');
      await claimed();
      await add('a', 'b');
      await outbox.add([event('other', 'https://other.example.com')]);
      await outbox.dropFor(LMS);
      const left = await outbox.list({}, { limit: 10 });
      expect(left.map(({ id }) => id)).toEqual(['other', 'held']);
    });

    it('forgets what is over after a while, and never what waits', async () => {
      await add('delivered', 'failed', 'waiting');
      await claimed({ limit: 2 });
      await outbox.delivered('delivered', 'me');
      await outbox.giveUp('failed', 'me', 'answered 410');
      const longer = { kind: 'analytics', ms: 60_000 };
      const long = { deliveredMs: 60_000, longer, failedMs: 60_000, mostFailed: 10 };
      await outbox.sweep(long);
      expect(await outbox.count()).toEqual({ waiting: 1, delivered: 1, failed: 1 });
      await outbox.sweep({ ...long, deliveredMs: -1000, longer: { kind: 'recording-ready', ms: 60_000 } });
      expect(await outbox.count()).toEqual({ waiting: 1, delivered: 1, failed: 1 });
      await outbox.sweep({ ...long, deliveredMs: -1000 });
      expect(await outbox.count()).toEqual({ waiting: 1, delivered: 0, failed: 1 });
      await outbox.sweep({ ...long, failedMs: -1000 });
      expect(await outbox.count()).toEqual({ waiting: 1, delivered: 0, failed: 0 });
    });

    it('keeps no more failed ones than it is to', async () => {
      await add('a', 'b', 'c');
      await claimed();
      for (const id of ['b', 'c', 'a']) {
        await outbox.giveUp(id, 'me', 'answered 410');
        // Told apart by the millisecond.
        const then = Date.now();
        await expect.poll(() => Date.now() > then + 2, SOON).toBe(true);
      }
      const longer = { kind: 'analytics', ms: 60_000 };
      await outbox.sweep({ deliveredMs: 60_000, longer, failedMs: 60_000, mostFailed: 2 });
      expect(await stateOf('b')).toBeUndefined();
      expect(await outbox.count()).toEqual({ waiting: 0, delivered: 0, failed: 2 });
    });

    it('takes a burst and hands it out to several at once, each event to one', async () => {
      const ids = Array.from({ length: 300 }, (_, index) => `event ${index}`);
      await outbox.add(ids.map((id, index) => event(id, `https://lms${index % 3}.example.com`)));
      const all: string[] = [];
      for (let more = true; more; ) {
        const shares = await Promise.all(
          ['one', 'two', 'three'].map((holder) => claimed({ holder, limit: 40, perReceiver: 1000 })),
        );
        all.push(...shares.flat());
        more = shares.some((share) => share.length > 0);
      }
      expect(all.length).toBe(300);
      expect(new Set(all)).toEqual(new Set(ids));
    });
  });
}
