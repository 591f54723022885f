import { beforeEach, describe, expect, it } from 'vitest';
import type { Meeting, MeetingRecord } from '../../cluster/meeting.ts';
import {
  addServer,
  as,
  freshNumbers,
  loadOf,
  MEETING_TTL,
  type OpenSubject,
  place,
  placeAll,
  request,
  SOON,
  subjectOf,
} from './subject.ts';

export function describeMeetingStore(name: string, open: OpenSubject): void {
  describe(`${name}: meetings`, () => {
    const subject = subjectOf(open);
    const store = () => subject().store;

    async function allRecords(): Promise<MeetingRecord[]> {
      const chunks = await Array.fromAsync(store().meetings.records());
      for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(1000);
      return chunks.flat();
    }

    const idsOf = (records: readonly MeetingRecord[]) =>
      records.map((record) => record.meeting.id).toSorted();

    describe('locating', () => {
      it('finds a meeting with its server', async () => {
        await addServer(store(), { id: 'bbb1', tag: 'eu' });
        const change = { tag: { tags: ['eu'], required: true, text: 'eu' }, tenantId: 't1' };
        const { meeting } = await place(store(), 'room', change);
        const located = await store().meetings.locate('room');
        expect(located?.meeting).toEqual(meeting);
        expect(located?.server).toEqual({
          id: 'bbb1',
          url: 'https://bbb1.example.com/bigbluebutton/api',
          secret: 'secret of bbb1',
          tag: 'eu',
          state: 'enabled',
          online: true,
        });
      });

      it('knows nothing of a meeting that is unknown, expired, or whose server is gone', async () => {
        await addServer(store(), { id: 'bbb1' });
        expect(await store().meetings.locate('room')).toBeUndefined();
        await place(store(), 'expired');
        await subject().expire('expired');
        expect(await store().meetings.locate('expired')).toBeUndefined();
        await place(store(), 'lost');
        await store().servers.remove('bbb1');
        expect(await store().meetings.locate('lost', { join: true })).toBeUndefined();
      });

      it('lets a tenant see only its own', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'theirs', { tenantId: 't1' });
        await place(store(), 'nobodys');
        expect(await store().meetings.locate('theirs', { tenantId: 't1' })).toBeDefined();
        expect(await store().meetings.locate('theirs', { tenantId: 't2', join: true })).toBeUndefined();
        expect(await store().meetings.locate('nobodys', { tenantId: 't1', join: true })).toBeUndefined();
        expect(await store().meetings.locate('theirs')).toBeDefined();
        expect(await loadOf(store(), 'bbb1')).toBe(2);
      });

      it('counts a join on an available server only', async () => {
        await addServer(store(), { id: 'bbb1', loadMultiplier: 0.5 });
        await place(store(), 'room');
        await store().meetings.locate('room', { join: true });
        expect(await loadOf(store(), 'bbb1')).toBe(1);
        await store().meetings.locate('room');
        expect(await loadOf(store(), 'bbb1')).toBe(1);
        await store().servers.setState('bbb1', 'cordoned');
        expect(await store().meetings.locate('room', { join: true })).toBeDefined();
        expect(await loadOf(store(), 'bbb1')).toBe(1);
        await store().servers.setState('bbb1', 'disabled');
        expect((await store().meetings.locate('room', { join: true }))?.server.state).toBe('disabled');
        expect(await loadOf(store(), 'bbb1')).toBeUndefined();
      });
    });

    describe('dialling in', () => {
      const idOf = async (...numbers: string[]) => (await store().meetings.locateNumber(numbers))?.meeting.id;
      beforeEach(async () => {
        await addServer(store(), { id: 'bbb1' });
      });

      it('finds the meeting of a number, with its server', async () => {
        const { meeting } = await place(store(), 'room', { voiceBridges: ['71234'] });
        const found = await store().meetings.locateNumber(['71234']);
        expect(found?.meeting).toEqual(meeting);
        expect(found?.server).toMatchObject({ id: 'bbb1', secret: 'secret of bbb1' });
        expect(await idOf('99')).toBeUndefined();
        expect(await idOf('x\0')).toBeUndefined();
      });

      it('tries one number after the other', async () => {
        await place(store(), 'long', { voiceBridges: ['712345'] });
        await place(store(), 'short', { voiceBridges: ['71234'] });
        expect(await idOf('712345', '71234')).toBe('long');
        expect(await idOf('712346', '71234')).toBe('short');
      });

      it('finds no meeting that has expired, was forgotten, or whose server is gone', async () => {
        await place(store(), 'expired', { voiceBridges: ['11111'] });
        await subject().expire('expired');
        await place(store(), 'forgotten', { voiceBridges: ['22222'] });
        await store().meetings.forget('forgotten', undefined);
        await place(store(), 'lost', { voiceBridges: ['33333'] });
        await store().servers.remove('bbb1');
        expect(await idOf('11111', '22222', '33333')).toBeUndefined();
      });
    });

    describe('a creation', () => {
      const creation = async () => as('known', await store().meetings.place(request('room'))).creation;
      const settle = (meeting: Meeting, how: 'settled' | 'unsure') =>
        store().meetings.settle(meeting, how, MEETING_TTL);

      it('is in flight after the placement, until it is settled', async () => {
        await addServer(store(), { id: 'bbb1' });
        const { meeting } = await place(store(), 'room');
        expect(await creation()).toBe('inFlight');
        expect(await settle(meeting, 'settled')).toBe(true);
        expect(await creation()).toBe('settled');
      });

      it('is unsure once its time is up', async () => {
        await addServer(store(), { id: 'bbb1' });
        const { meeting } = await place(store(), 'room', { inFlightFor: 0.3 });
        expect(await creation()).toBe('inFlight');
        await expect.poll(creation, SOON).toBe('unsure');
        await settle(meeting, 'settled');
        expect(await creation()).toBe('settled');
      });

      it('is unsure when its answer was lost, until somebody has asked the server', async () => {
        await addServer(store(), { id: 'bbb1' });
        const { meeting } = await place(store(), 'room');
        expect(await settle(meeting, 'unsure')).toBe(true);
        expect(await creation()).toBe('unsure');
        await settle(meeting, 'settled');
        expect(await creation()).toBe('settled');
      });

      it('is in flight again after a move, whatever the first server’s outcome', async () => {
        await addServer(store(), { id: 'bbb1' });
        const { meeting } = await place(store(), 'room');
        await addServer(store(), { id: 'bbb2' });
        await place(store(), 'room', { from: 'bbb1', exclude: ['bbb1'] });
        expect(await settle(meeting, 'settled')).toBe(false);
        expect(await creation()).toBe('inFlight');
        expect(await settle(meeting, 'unsure')).toBe(false);
        expect(await creation()).toBe('inFlight');
      });

      it.each(['settled', 'unsure'] as const)(
        'that is %s records a meeting again that was lost',
        async (how) => {
          await addServer(store(), { id: 'bbb1' });
          const { meeting } = await place(store(), 'room', { tenantId: 't1' });
          for (const lose of [subject().expire, (id: string) => store().meetings.forget(id, undefined)]) {
            await lose('room');
            expect(await settle(meeting, how)).toBe(true);
            expect((await store().meetings.locate('room'))?.meeting).toEqual(meeting);
            expect(await creation()).toBe(how);
            const other = { voiceBridges: [meeting.voiceBridge ?? '', ...freshNumbers(1)] };
            expect((await place(store(), 'other', other)).meeting.voiceBridge).toBe(other.voiceBridges[1]);
            await store().meetings.forget('other', 'bbb1');
          }
          expect((await allRecords())[0]?.expiresIn).toBeGreaterThan(MEETING_TTL * 999);
        },
      );

      it('records it without its number when that is another’s by now', async () => {
        await addServer(store(), { id: 'bbb1' });
        const { meeting } = await place(store(), 'room');
        await store().meetings.forget('room', 'bbb1');
        await place(store(), 'other', { voiceBridges: [meeting.voiceBridge ?? ''] });
        expect(await settle(meeting, 'settled')).toBe(true);
        expect((await store().meetings.locate('room'))?.meeting.voiceBridge).toBeUndefined();
      });

      it('records nothing on a server that is gone', async () => {
        await addServer(store(), { id: 'bbb1' });
        const { meeting } = await place(store(), 'room');
        await store().meetings.forget('room', 'bbb1');
        await store().servers.remove('bbb1');
        expect(await settle(meeting, 'settled')).toBe(false);
        expect(await allRecords()).toEqual([]);
      });

      it('starts anew with a record placed anew', async () => {
        await addServer(store(), { id: 'bbb1' });
        const { meeting } = await place(store(), 'room');
        await settle(meeting, 'unsure');
        await store().meetings.forget('room', 'bbb1');
        await place(store(), 'room');
        expect(await creation()).toBe('inFlight');
      });
    });

    describe('forgetting', () => {
      it('forgets record and voice bridge', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room', { voiceBridges: ['11111'] });
        expect(await store().meetings.forget('room', 'bbb1')).toBe(true);
        expect(await store().meetings.locate('room')).toBeUndefined();
        expect(await allRecords()).toEqual([]);
        expect((await place(store(), 'other', { voiceBridges: ['11111'] })).meeting.voiceBridge).toBe(
          '11111',
        );
        expect(await store().meetings.forget('room', 'bbb1')).toBe(false);
      });

      it('leaves a meeting that lives elsewhere by now', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room');
        expect(await store().meetings.forget('room', 'bbb2', { release: true })).toBe(false);
        expect(await store().meetings.locate('room')).toBeDefined();
        expect(await loadOf(store(), 'bbb1')).toBe(1);
        expect(await store().meetings.forget('room', undefined)).toBe(true);
        expect(await store().meetings.locate('room')).toBeUndefined();
      });

      it('gives the load back only when told so, and no more than there is', async () => {
        await addServer(store(), { id: 'bbb1', load: 1, loadMultiplier: 2 });
        await place(store(), 'one');
        await place(store(), 'two');
        await place(store(), 'three');
        await store().meetings.forget('one', 'bbb1');
        expect(await loadOf(store(), 'bbb1')).toBe(7);
        await store().meetings.forget('two', 'bbb1', { release: true });
        expect(await loadOf(store(), 'bbb1')).toBe(5);
        await store().servers.setState('bbb1', 'cordoned');
        await store().meetings.forget('three', undefined, { release: true });
        expect(await loadOf(store(), 'bbb1')).toBe(3);
      });

      it('leaves a server without a load without one', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room');
        await store().servers.setState('bbb1', 'disabled');
        expect(await store().meetings.forget('room', 'bbb1', { release: true })).toBe(true);
        expect(await loadOf(store(), 'bbb1')).toBeUndefined();
      });
    });

    describe('records', () => {
      it('come all, each once, with their age', async () => {
        await addServer(store(), { id: 'bbb1' });
        const ids = Array.from({ length: 700 }, (_, index) => `meeting ${index}`);
        await placeAll(store(), ids);
        const records = await allRecords();
        expect(idsOf(records)).toEqual(ids.toSorted());
        for (const record of records) {
          expect(record.meeting).toMatchObject({ serverId: 'bbb1', moderatorPw: 'moderator' });
          expect(record.placedAgo).toBeGreaterThanOrEqual(0);
          expect(record.placedAgo).toBeLessThan(60_000);
          expect(record.expiresIn).toBeGreaterThan(MEETING_TTL * 1000 - 60_000);
          expect(record.expiresIn).toBeLessThanOrEqual(MEETING_TTL * 1000);
        }
      });

      it('pass over what has expired', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'one');
        await place(store(), 'two');
        await subject().expire('one');
        expect(idsOf(await allRecords())).toEqual(['two']);
        expect(idsOf(await store().meetings.find(['two', 'one', 'never']))).toEqual(['two']);
      });

      it('are told also of servers that are gone', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room');
        await store().servers.remove('bbb1');
        expect(idsOf(await allRecords())).toEqual(['room']);
      });

      it('of nothing are none', async () => {
        expect(await allRecords()).toEqual([]);
        expect(await store().meetings.find([])).toEqual([]);
        expect(await store().meetings.find(['room'])).toEqual([]);
      });

      it('may be changed while they come', async () => {
        await addServer(store(), { id: 'bbb1' });
        const ids = Array.from({ length: 600 }, (_, index) => `meeting ${index}`);
        await placeAll(store(), ids);
        const seen: string[] = [];
        for await (const chunk of store().meetings.records()) {
          seen.push(...idsOf(chunk));
          await Promise.all(chunk.map((record) => store().meetings.forget(record.meeting.id, 'bbb1')));
        }
        expect(seen.toSorted()).toEqual(ids.toSorted());
        expect(await allRecords()).toEqual([]);
      });

      it('live longer when renewed, if they still live', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room', { ttl: 10 });
        await place(store(), 'other', { ttl: 10 });
        await place(store(), 'expired');
        await subject().expire('expired');
        await store().meetings.renew(['room', 'expired', 'never'], 9000);
        const records = await store().meetings.find(['room', 'other', 'expired', 'never']);
        const left = new Map(records.map((record) => [record.meeting.id, record.expiresIn]));
        expect([...left.keys()].toSorted()).toEqual(['other', 'room']);
        expect(left.get('room')).toBeGreaterThan(8_900_000);
        expect(left.get('other')).toBeLessThanOrEqual(10_000);
        await store().meetings.renew([], 10);
      });
    });

    describe('sweeping', () => {
      it('frees the voice bridges of expired records', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'old', { voiceBridges: ['11111'] });
        await place(store(), 'alive', { voiceBridges: ['22222'] });
        await subject().expire('old');
        const { cleared } = await store().meetings.sweep(new Set());
        expect(cleared).toBeGreaterThan(0);
        expect((await place(store(), 'new', { voiceBridges: ['11111'] })).meeting.voiceBridge).toBe('11111');
        const taken = await store().meetings.place(request('newer', { voiceBridges: ['22222'] }));
        expect(taken.kind).toBe('noVoiceBridge');
      });

      it('leaves what lives, and finds nothing more the second time', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'alive');
        await place(store(), 'old');
        await subject().expire('old');
        const first = await store().meetings.sweep(new Set());
        const second = await store().meetings.sweep(first.orphans);
        expect(second).toEqual({ cleared: 0, orphans: new Set() });
        expect(idsOf(await allRecords())).toEqual(['alive']);
      });

      it('of an empty store clears nothing', async () => {
        expect(await store().meetings.sweep(new Set())).toEqual({ cleared: 0, orphans: new Set() });
      });
    });
  });
}
