import { describe, expect, it } from 'vitest';
import { addServer, known, loadOf, type OpenSubject, place, request, subjectOf } from './subject.ts';

const figures = (meetings: number, users: number) => ({ meetings, users, largestMeeting: users, videos: 0 });
const STEADY = { online: true, healthy: 0, unhealthy: 0 };

export function describeCapacity(name: string, open: OpenSubject): void {
  describe(`${name}: the capacity of a server`, () => {
    const subject = subjectOf(open);
    const store = () => subject().store;

    it('is none until it is given, and is changed field by field', async () => {
      const plain = await addServer(store(), { id: 'plain' });
      expect(plain.capacity).toBeUndefined();
      const capped = await addServer(store(), { id: 'capped', capacity: { maxMeetings: 3, spare: true } });
      const none = { placed: 0, joined: 0 };
      expect(capped.capacity).toEqual({ maxMeetings: 3, maxUsers: undefined, spare: true, ...none });
      const change = { maxMeetings: undefined, maxUsers: 70 };
      expect((await store().servers.update('capped', { capacity: change }))?.capacity).toEqual({
        ...{ maxMeetings: undefined, maxUsers: 70, spare: true },
        ...none,
      });
      expect((await store().servers.update('capped', { tag: 'eu' }))?.capacity?.maxUsers).toBe(70);
      const free = { maxUsers: undefined, spare: false };
      expect((await store().servers.update('capped', { capacity: free }))?.capacity).toBeUndefined();
    });

    it('goes with the server', async () => {
      await addServer(store(), { id: 'bbb1', capacity: { maxMeetings: 1 } });
      await store().servers.remove('bbb1');
      expect((await addServer(store(), { id: 'bbb1' })).capacity).toBeUndefined();
    });

    it('is never exceeded, however many are placed at once', async () => {
      const capacity = { maxMeetings: 10 };
      await addServer(store(), { id: 'bbb1', capacity, figures: figures(4, 0) });
      const ids = Array.from({ length: 30 }, (_, index) => `room ${index}`);
      const placed = await Promise.all(ids.map((id) => store().meetings.place(request(id))));
      expect(placed.filter(({ kind }) => kind === 'placed')).toHaveLength(6);
      expect(placed.find(({ kind }) => kind !== 'placed')).toEqual({ kind: 'unavailable', poolEmpty: true });
    });

    it('counts the users that were sent there, and still lets more of them join', async () => {
      await addServer(store(), { id: 'bbb1', capacity: { maxUsers: 3 }, figures: figures(0, 1) });
      await place(store(), 'room');
      for (const _ of ['first', 'second']) await store().meetings.locate('room', { join: true });
      expect(await store().meetings.place(request('other'))).toEqual({
        kind: 'unavailable',
        poolEmpty: true,
      });
      expect((await store().meetings.locate('room', { join: true }))?.server.id).toBe('bbb1');
    });

    it('goes on from the figures of a poll, with what came while it was under way', async () => {
      await addServer(store(), { id: 'bbb1', capacity: { maxMeetings: 3, maxUsers: 9 } });
      await place(store(), 'one');
      await store().meetings.locate('one', { join: true });
      const read = await known(store(), 'bbb1');
      expect(read.capacity).toMatchObject({ placed: 1, joined: 1 });
      await place(store(), 'two');
      await store().servers.recordPoll('bbb1', read, { ...STEADY, load: 2, figures: figures(1, 1) });
      expect((await known(store(), 'bbb1')).capacity).toMatchObject({ placed: 1, joined: 0 });
      await store().servers.recordPoll('bbb1', read, { ...STEADY });
      expect((await known(store(), 'bbb1')).capacity).toMatchObject({ placed: 1, joined: 0 });
    });

    it('is given back by a meeting that never came to be', async () => {
      await addServer(store(), { id: 'bbb1', capacity: { maxMeetings: 1 } });
      await place(store(), 'one');
      await store().meetings.forget('one', 'bbb1', { release: true });
      await place(store(), 'two');
      await addServer(store(), { id: 'bbb2' });
      await place(store(), 'two', { from: 'bbb1', exclude: ['bbb1'] });
      expect((await place(store(), 'three')).server.id).toBe('bbb1');
    });

    it('is left to spares when all others are full, away or tried already', async () => {
      const capacity = { spare: true };
      await addServer(store(), { id: 'a-spare', capacity });
      await addServer(store(), { id: 'bbb1', load: 50, capacity: { maxMeetings: 1 } });
      await store().servers.suspect('bbb1', 60);
      expect((await place(store(), 'one')).server.id).toBe('bbb1');
      expect((await place(store(), 'two')).server.id).toBe('a-spare');
      await addServer(store(), { id: 'bbb2', load: 99 });
      expect((await place(store(), 'three')).server.id).toBe('bbb2');
      expect((await place(store(), 'four', { exclude: ['bbb2'] })).server.id).toBe('a-spare');
    });

    it('is asked of the servers of a tag before the untagged ones', async () => {
      const tag = { tags: ['eu'], required: false, text: '' };
      await addServer(store(), { id: 'plain' });
      await addServer(store(), { id: 'eu', tag: 'eu', capacity: { spare: true, maxMeetings: 1 } });
      expect((await place(store(), 'one', { tag })).server.id).toBe('eu');
      expect((await place(store(), 'two', { tag })).server.id).toBe('plain');
    });

    it('counts the size of a meeting as load at once, and gives it back', async () => {
      await addServer(store(), { id: 'bbb1', loadMultiplier: 2 });
      await place(store(), 'large', { size: 50 });
      expect(await loadOf(store(), 'bbb1')).toBe(100);
      await addServer(store(), { id: 'bbb2', load: 1 });
      await place(store(), 'large', { size: 50, from: 'bbb1', exclude: ['bbb1'] });
      expect(await loadOf(store(), 'bbb1')).toBe(0);
      expect(await loadOf(store(), 'bbb2')).toBe(51);
      await store().meetings.forget('large', 'bbb2', { release: true, size: 50 });
      expect(await loadOf(store(), 'bbb2')).toBe(1);
    });
  });
}
