import { describe, expect, it } from 'vitest';
import type { Meeting } from '../../cluster/meeting.ts';
import { addServer, as, known, type OpenSubject, place, request, subjectOf } from './subject.ts';

const TTL = 600;
const UNTIL = 1_800_000_000_123;

export function describeStrays(name: string, open: OpenSubject): void {
  describe(`${name}: what waits for a server that dropped out`, () => {
    const subject = subjectOf(open);
    const store = () => subject().store;
    const home = async (id: string) => (await store().meetings.find([id]))[0]?.meeting;

    /** A meeting that stood on `old` and stands on `new` now, of which a stray is remembered. */
    async function placedAnew(id: string, tenantId?: string): Promise<{ stray: Meeting; now: Meeting }> {
      const { meeting: stray } = await place(store(), id, {
        tenantId,
        exclude: ['new'],
        moderatorPw: 'first',
      });
      await store().strays.note([stray], TTL);
      await store().meetings.forget(id, 'old');
      const { meeting: now } = await place(store(), id, {
        tenantId,
        exclude: ['old'],
        moderatorPw: 'second',
      });
      return { stray, now };
    }

    async function twoServers(): Promise<void> {
      await addServer(store(), { id: 'old' });
      await addServer(store(), { id: 'new' });
    }

    describe('the time until when it is waited for', () => {
      const offline = { online: false, healthy: 0, unhealthy: 0, load: undefined };

      it('is kept with the server until a poll takes it away', async () => {
        const server = await addServer(store(), { id: 'bbb1' });
        expect(server).not.toHaveProperty('awaitedUntil');
        const gone = await store().servers.recordPoll('bbb1', server, { ...offline, awaitedUntil: UNTIL });
        expect(gone).toEqual({ kind: 'written' });
        const [listed] = await store().servers.list();
        expect(listed).toMatchObject({ online: false, awaitedUntil: UNTIL });
        await store().servers.setState('bbb1', 'cordoned');
        await store().servers.update('bbb1', { tag: 'eu' });
        const waiting = await known(store(), 'bbb1');
        expect(waiting.awaitedUntil).toBe(UNTIL);
        const stays = { online: false, healthy: 1, unhealthy: 0 };
        await store().servers.recordPoll('bbb1', waiting, stays);
        const answering = await known(store(), 'bbb1');
        expect(answering).toMatchObject({ healthy: 1, awaitedUntil: UNTIL });
        const back = { online: true, healthy: 0, unhealthy: 0, load: 3, awaitedUntil: undefined };
        await store().servers.recordPoll('bbb1', answering, back);
        expect(await known(store(), 'bbb1')).not.toHaveProperty('awaitedUntil');
      });

      it('is compared: who has read another one writes nothing', async () => {
        const server = await addServer(store(), { id: 'bbb1' });
        await store().servers.recordPoll('bbb1', server, { ...offline, awaitedUntil: UNTIL });
        const { awaitedUntil: _, ...without } = await known(store(), 'bbb1');
        for (const read of [without, { ...without, awaitedUntil: UNTIL + 1 }]) {
          const paid = { online: false, healthy: 0, unhealthy: 0, awaitedUntil: undefined };
          expect(await store().servers.recordPoll('bbb1', read, paid)).toMatchObject({
            kind: 'changed',
            now: { awaitedUntil: UNTIL },
          });
        }
        expect((await known(store(), 'bbb1')).awaitedUntil).toBe(UNTIL);
      });

      it('goes with the server', async () => {
        const server = await addServer(store(), { id: 'bbb1' });
        await store().servers.recordPoll('bbb1', server, { ...offline, awaitedUntil: UNTIL });
        await store().servers.remove('bbb1');
        expect(await addServer(store(), { id: 'bbb1' })).not.toHaveProperty('awaitedUntil');
      });
    });

    describe('strays', () => {
      it('are remembered as they stood on record, each once, of servers in the pool', async () => {
        await twoServers();
        const odd = {
          id: 'ä\0"',
          serverId: 'new',
          moderatorPw: "p'w\\",
          voiceBridge: undefined,
          tenantId: 't1',
        };
        const plain = { ...odd, id: 'room', serverId: 'old', voiceBridge: '12345', tenantId: undefined };
        await store().strays.note([], TTL);
        expect(await store().strays.list()).toEqual([]);
        await store().strays.note([{ ...plain, moderatorPw: 'before' }], TTL);
        await store().strays.note([odd, plain], TTL);
        const all = await store().strays.list();
        expect(all.toSorted((a, b) => (a.serverId < b.serverId ? -1 : 1))).toEqual([odd, plain]);
        await store().servers.remove('old');
        expect(await store().strays.list()).toEqual([odd]);
      });

      it('are known to be ended by an operator, until they are remembered anew', async () => {
        await twoServers();
        const { stray } = await placedAnew('room');
        await store().strays.note([{ ...stray, ended: true }], TTL);
        expect(await store().strays.list()).toEqual([{ ...stray, ended: true }]);
        await store().strays.note([stray], TTL);
        expect(await store().strays.list()).toEqual([stray]);
        expect((await store().strays.list())[0]).not.toHaveProperty('ended');
      });

      it('are forgotten after a while', async () => {
        await twoServers();
        const { stray } = await placedAnew('room');
        await store().strays.note([stray], 0.001);
        await expect.poll(() => store().strays.list()).toEqual([]);
        expect(await store().strays.take(stray)).toBe(false);
        expect(await store().strays.reattach(stray, 'new', TTL)).toBe(false);
        await store().meetings.sweep(new Set());
        expect((await home('room'))?.serverId).toBe('new');
      });

      it('are taken by one only, of however many', async () => {
        await twoServers();
        const { stray, now } = await placedAnew('room');
        const taken = await Promise.all(Array.from({ length: 8 }, () => store().strays.take(stray)));
        expect(taken.filter(Boolean)).toHaveLength(1);
        expect(await store().strays.list()).toEqual([]);
        expect(await home('room')).toEqual(now);
      });

      it('are taken or taken back, never both', async () => {
        await twoServers();
        for (const id of Array.from({ length: 10 }, (_, index) => `room ${index}`)) {
          const { stray } = await placedAnew(id);
          const [taken, back] = await Promise.all([
            store().strays.take(stray),
            store().strays.reattach(stray, 'new', TTL),
          ]);
          expect([taken, back].filter(Boolean)).toHaveLength(1);
          expect((await home(id))?.serverId).toBe(back ? 'old' : 'new');
        }
      });
    });

    describe('a stray that is taken back', () => {
      it('is the meeting on record again, with its password and number, and settled', async () => {
        await twoServers();
        const { stray } = await placedAnew('room', 't1');
        expect(await store().strays.reattach(stray, 'new', TTL)).toBe(true);
        const again = as('known', await store().meetings.place(request('room')));
        expect(again.meeting).toEqual(stray);
        expect(again.creation).toBe('settled');
        expect(await store().strays.list()).toEqual([]);
        expect(await store().strays.reattach(stray, 'old', TTL)).toBe(false);
        expect((await store().meetings.locateNumber([stray.voiceBridge ?? '']))?.meeting.id).toBe('room');
      });

      it('frees the number of the other room, and leaves its own to whom it stands for now', async () => {
        await twoServers();
        const { stray, now } = await placedAnew('room');
        const number = stray.voiceBridge ?? '';
        await place(store(), 'other', { voiceBridges: [number] });
        expect(await store().strays.reattach(stray, 'new', TTL)).toBe(true);
        expect(await home('room')).toEqual({ ...stray, voiceBridge: undefined });
        expect((await store().meetings.locateNumber([number]))?.meeting.id).toBe('other');
        const next = await place(store(), 'third', { voiceBridges: [now.voiceBridge ?? ''] });
        expect(next.meeting.voiceBridge).toBe(now.voiceBridge);
      });

      it('is not, when the meeting has ended, lives elsewhere or is another tenant’s', async () => {
        await twoServers();
        const { stray } = await placedAnew('room', 't1');
        expect(await store().strays.reattach(stray, 'old', TTL)).toBe(false);
        const foreign = { ...stray, tenantId: 't2' };
        expect(await store().strays.reattach(foreign, 'new', TTL)).toBe(false);
        expect(await store().strays.reattach({ ...stray, tenantId: undefined }, 'new', TTL)).toBe(false);
        await store().meetings.forget('room', 'new');
        expect(await store().strays.reattach(stray, 'new', TTL)).toBe(false);
        expect(await home('room')).toBeUndefined();
        expect(await store().strays.list()).toEqual([stray]);
      });
    });
  });
}
