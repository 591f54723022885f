import { describe, expect, it } from 'vitest';
import { NO_USE, POOL } from '../../cluster/use.ts';
import { addServer, type OpenSubject, place, request, subjectOf } from './subject.ts';

const none = new Map<string, number>();

export function describeUse(name: string, open: OpenSubject): void {
  describe(`${name}: the use of the pool`, () => {
    const subject = subjectOf(open);
    const store = () => subject().store;
    const useOf = async (owner: string) => (await store().use.read()).of.get(owner) ?? NO_USE;
    const limits = [
      { owner: POOL, max: 30 },
      { owner: 't1', max: 10 },
    ];

    it('lets exactly as many meetings in as a tenant may have, however many are created at once', async () => {
      await addServer(store(), { id: 'bbb1' });
      const ids = Array.from({ length: 50 }, (_, index) => `room ${index}`);
      const tenantId = 't1';
      const made = await Promise.all(
        ids.map((id) => store().meetings.place(request(id, { tenantId, limits }))),
      );
      expect(made.filter(({ kind }) => kind === 'placed')).toHaveLength(10);
      expect(made.filter(({ kind }) => kind === 'limited')).toHaveLength(40);
      expect(made.find(({ kind }) => kind === 'limited')).toEqual({ kind: 'limited', limit: limits[1] });
      expect(await useOf('t1')).toMatchObject({ meetings: 10, peakMeetings: 10 });
      const known = ids[made.findIndex(({ kind }) => kind === 'placed')] ?? '';
      expect(await store().meetings.place(request(known, { tenantId, limits }))).toMatchObject({
        kind: 'known',
      });
    });

    it('tells the limit of the pool before that of a tenant, and counts nothing of what it refuses', async () => {
      await addServer(store(), { id: 'bbb1' });
      const pool = [{ owner: POOL, max: 1 }];
      await place(store(), 'one', { limits: pool });
      const both = [...pool, { owner: 't1', max: 0 }];
      expect(await store().meetings.place(request('two', { limits: both }))).toEqual({
        ...{ kind: 'limited', limit: pool[0] },
      });
      expect(await store().meetings.locate('two')).toBeUndefined();
      expect(await useOf(POOL)).toMatchObject({ meetings: 1 });
      expect(await useOf('t1')).toMatchObject({ meetings: 0 });
    });

    it('gives back a meeting that never came to be, and counts one that moves once', async () => {
      await addServer(store(), { id: 'bbb1' });
      await addServer(store(), { id: 'bbb2', load: 5 });
      await place(store(), 'room', { limits });
      await place(store(), 'room', { limits, from: 'bbb1', exclude: ['bbb1'] });
      expect(await useOf('t1')).toMatchObject({ meetings: 1 });
      await store().meetings.forget('room', 'bbb2', { release: true, limits });
      expect(await useOf('t1')).toMatchObject({ meetings: 0, peakMeetings: 1 });
      expect(await useOf(POOL)).toMatchObject({ meetings: 0, peakMeetings: 1 });
    });

    it('lets as many users join as there may be, and refuses without counting', async () => {
      await addServer(store(), { id: 'bbb1' });
      await place(store(), 'room', { tenantId: 't1' });
      const users = [
        { owner: POOL, max: 100 },
        { owner: 't1', max: 8 },
      ];
      const join = () => store().meetings.locate('room', { tenantId: 't1', join: true, limits: users });
      const joined = await Promise.all(Array.from({ length: 20 }, join));
      expect(joined.filter((one) => one?.limited === undefined)).toHaveLength(8);
      expect((await join())?.limited).toEqual({ owner: 't1', max: 8 });
      expect(await useOf('t1')).toMatchObject({ users: 8, peakUsers: 8 });
      expect(await store().use.usersOn('bbb1')).toEqual(new Map([...users].map(({ owner }) => [owner, 8])));
      expect(await store().meetings.locate('nowhere', { join: true, limits: users })).toBeUndefined();
    });

    it('takes the users from the polls, with those on top who came while one was under way', async () => {
      await addServer(store(), { id: 'bbb1' });
      await addServer(store(), { id: 'bbb2' });
      await place(store(), 'room', { exclude: ['bbb2'] });
      const join = () => store().meetings.locate('room', { join: true, limits });
      await join();
      const before = await store().use.usersOn('bbb1');
      await join();
      const seen = new Map([
        [POOL, 5],
        ['t1', 3],
      ]);
      await store().use.recordUsers('bbb1', seen, before);
      await store().use.recordUsers('bbb2', new Map([[POOL, 2]]), none);
      await store().use.recount(none, await store().use.read());
      expect(await useOf(POOL)).toMatchObject({ users: 8, peakUsers: 8 });
      expect(await useOf('t1')).toMatchObject({ users: 4, peakUsers: 4 });
      await store().use.recordUsers('bbb1', none, await store().use.usersOn('bbb1'));
      await store().servers.remove('bbb2');
      await store().use.recount(none, await store().use.read());
      expect(await useOf(POOL)).toMatchObject({ users: 0, peakUsers: 8 });
      expect(await useOf('t1')).toMatchObject({ users: 0, peakUsers: 4 });
      expect(await store().use.usersOn('bbb1')).toEqual(none);
    });

    it('takes the users from polls of many servers at once, with those on top who came meanwhile', async () => {
      const ids = Array.from({ length: 120 }, (_, index) => `bbb${index}`);
      await Promise.all(ids.map((id) => addServer(store(), { id })));
      const { use } = store();
      const seen = (users: number) =>
        new Map(users === 0 ? [] : [POOL, 't1'].map((owner): [string, number] => [owner, users]));
      const recordAll = async (users: (index: number) => number) => {
        const before = await Promise.all(ids.map((id) => use.usersOn(id)));
        const joined = await store().meetings.locate('room', { join: true, limits });
        await Promise.all(
          ids.map((id, index) => use.recordUsers(id, seen(users(index)), before[index] ?? none)),
        );
        return joined?.server.id;
      };
      await recordAll((index) => index % 3);
      for (const [index, id] of ids.entries()) expect(await use.usersOn(id)).toEqual(seen(index % 3));
      await place(store(), 'room');
      const home = await recordAll((index) => index % 2);
      const wanted = (id: string, index: number) => (index % 2) + (id === home ? 1 : 0);
      for (const [index, id] of ids.entries())
        expect([id, await use.usersOn(id)]).toEqual([id, seen(wanted(id, index))]);
      const again = ids.slice(0, 20);
      await Promise.all(again.map((_, at) => use.recordUsers('bbb0', seen(at + 1), seen(at))));
      expect(await use.usersOn('bbb0')).toEqual(seen(wanted('bbb0', 0) + again.length));
    });

    it('is what was counted, with what came meanwhile; of two who count at once the first counts', async () => {
      await addServer(store(), { id: 'bbb1' });
      await store().use.recount(new Map([['t1', 4]]), await store().use.read());
      const before = await store().use.read();
      await place(store(), 'meanwhile', { limits });
      await store().use.recount(new Map([['t1', 7]]), before);
      await store().use.recount(new Map([['t1', 7]]), before);
      expect(await useOf('t1')).toMatchObject({ meetings: 8, peakMeetings: 8 });
      await store().use.recount(none, await store().use.read());
      expect(await useOf('t1')).toMatchObject({ meetings: 0, peakMeetings: 8 });
    });

    it('of a tenant goes with it', async () => {
      await store().tenants.add({ id: 't1', name: 'school', secrets: ['s'], lrs: {} });
      await store().use.recount(new Map([['t1', 4]]), await store().use.read());
      await store().tenants.remove('t1');
      expect(await useOf('t1')).toEqual(NO_USE);
    });
  });
}
