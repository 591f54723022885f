import { describe, expect, it } from 'vitest';
import type { PollUpdate } from '../../cluster/ports.ts';
import {
  addServer,
  known,
  loadOf,
  MEETING_TTL,
  type OpenSubject,
  place,
  request,
  subjectOf,
} from './subject.ts';

/** A store may do at once what is asked at once: nobody is to see it. */
export function describeTogether(name: string, open: OpenSubject): void {
  describe(`${name}: asked at once`, () => {
    const subject = subjectOf(open);
    const store = () => subject().store;

    it('placements of all kinds are each answered as if alone', async () => {
      for (const id of ['bbb1', 'bbb2']) await addServer(store(), { id });
      await addServer(store(), { id: 'tagged', tag: 'gpu', load: 50 });
      await addServer(store(), { id: 'bad', load: 100 });
      const taken = await place(store(), 'known', { tenantId: 't1' });
      await place(store(), 'moved', { exclude: ['bbb1', 'bbb2', 'tagged'] });
      const requests = [
        request('new'),
        request('new'),
        request('known', { tenantId: 't1' }),
        request('known', { tenantId: 't2' }),
        request('moved', { from: 'bad', exclude: ['bad'] }),
        request('on gpu', { tag: { tags: ['gpu'], required: true, text: 'gpu!' } }),
        request('nowhere', { tag: { tags: ['none'], required: true, text: 'none!' } }),
        request('mute', { voiceBridges: [taken.meeting.voiceBridge ?? ''] }),
        request('big', { size: 7, tenantId: 't1', exclude: ['bbb1'] }),
        ...ODD.map((id) => request(id, { moderatorPw: id, tenantId: id })),
      ];
      const placements = await Promise.all(requests.map((one) => store().meetings.place(one)));
      const kinds = [
        'known',
        'known',
        'foreign',
        'placed',
        'placed',
        'unavailable',
        'noVoiceBridge',
        'placed',
      ];
      expect(placements.map(({ kind }) => kind)).toEqual(['placed', ...kinds, ...ODD.map(() => 'placed')]);
      const homes = placements.map((one) => ('server' in one ? one.server?.id : undefined));
      expect([homes[1], homes[2], homes[5], homes[8]]).toEqual([homes[0], taken.server.id, 'tagged', 'bbb2']);
      const found = await Promise.all(ODD.map((id) => store().meetings.locate(id, { tenantId: id })));
      for (const [index, id] of ODD.entries()) {
        const meeting = { id, moderatorPw: id.toWellFormed(), tenantId: id.toWellFormed() };
        const alone = await store().meetings.locate(id, { tenantId: id });
        expect(alone?.meeting).toMatchObject({ ...meeting, id: expect.anything() });
        expect(found[index]).toEqual(alone);
      }
      const loads = (await store().servers.list()).map(({ load = 0 }) => load);
      // The first, the known one, the moved one, 7 of the big one, and the odd ones.
      const small = 3 + 7 + ODD.length;
      expect(loads.reduce((sum, load) => sum + load, 0)).toBe(100 + 51 + small);
    });

    it('meetings are found, and joins count each, on the server of its meeting, and of a tenant only its own', async () => {
      for (const id of ['bbb1', 'bbb2']) await addServer(store(), { id, loadMultiplier: 2 });
      for (const id of ['a', 'b', 'c', 'd']) await place(store(), id, { tenantId: id });
      await addServer(store(), { id: 'gone', tag: 'gone' });
      await place(store(), 'on gone', { tag: { tags: ['gone'], required: true, text: 'gone!' } });
      await store().servers.remove('gone');
      await place(store(), 'expired', { exclude: ['bbb1'] });
      await subject().expire('expired');
      const before = { bbb1: await loadOf(store(), 'bbb1'), bbb2: await loadOf(store(), 'bbb2') };
      await store().servers.setState('bbb2', 'cordoned');
      const asked = ['a', 'b', 'a', 'c', 'd', 'a', 'unknown'].map((id) => ({ id, tenantId: id }));
      const nowhere = ['on gone', 'expired'].map((id) => ({ id, tenantId: undefined }));
      const joins = [...asked, { id: 'a', tenantId: 'b' }, { id: 'b', tenantId: undefined }, ...nowhere];
      const all = (options: { join?: boolean }) =>
        Promise.all(joins.map(({ id, tenantId }) => store().meetings.locate(id, { tenantId, ...options })));
      const found = await all({});
      expect(await loadOf(store(), 'bbb1')).toBe(before.bbb1);
      const located = await all({ join: true });
      expect(found).toEqual(located);
      const met = located.map((one) => one && `${one.meeting.id} on ${one.server.id}`);
      const homes = new Map(
        await Promise.all(
          ['a', 'b', 'c', 'd'].map(
            async (id) => [id, (await store().meetings.locate(id))?.server.id] as const,
          ),
        ),
      );
      const at = (id: string) => `${id} on ${homes.get(id)}`;
      const answers = [at('a'), at('b'), at('a'), at('c'), at('d'), at('a')];
      expect(met).toEqual([...answers, undefined, undefined, at('b'), undefined, undefined]);
      const onFirst = ['a', 'b', 'a', 'c', 'd', 'a', 'b'].filter((id) => homes.get(id) === 'bbb1');
      expect(await loadOf(store(), 'bbb1')).toBe((before.bbb1 ?? 0) + 2 * onFirst.length);
      expect(await loadOf(store(), 'bbb2')).toBe(before.bbb2);
    });

    it('creations end each on its own', async () => {
      const servers = ['bbb1', 'bbb2', 'gone', 'bbb2'];
      for (const id of ['bbb1', 'bbb2', 'gone']) await addServer(store(), { id });
      const placed = await Promise.all(
        ['a', 'b', 'c', 'old'].map((id, index) => {
          const others = servers.filter((server) => server !== servers[index]);
          return place(store(), id, { exclude: others });
        }),
      );
      const [a, b, c, old] = placed.map(({ meeting }) => meeting);
      if (!a || !b || !c || !old) throw new Error('not all were placed');
      await store().meetings.forget('b', undefined);
      await store().meetings.forget('c', undefined);
      await store().servers.remove('gone');
      await subject().expire('old');
      const all = [a, b, c, { ...a, serverId: 'bbb2' }, a, old];
      const kept = await Promise.all(
        all.map((meeting) => store().meetings.settle(meeting, 'settled', MEETING_TTL)),
      );
      expect(kept).toEqual([true, true, false, false, true, true]);
      for (const id of ['a', 'b', 'old'])
        expect(await store().meetings.place(request(id))).toMatchObject({
          kind: 'known',
          creation: 'settled',
        });
      expect((await known(store(), 'bbb1')).load).toBe(1);
    });

    it('polls are each written as if alone, but for servers that were changed or removed meanwhile', async () => {
      const ids = Array.from({ length: 130 }, (_, index) => `bbb${index}`);
      await Promise.all(ids.map((id) => addServer(store(), { id, load: 10, capacity: { maxUsers: 500 } })));
      const read = await store().servers.list();
      const room = await place(store(), 'room');
      await store().meetings.locate('room', { join: true });
      const others = ids.filter((id) => id !== room.server.id);
      const [changed = '', gone = '', drained = '', away = ''] = others;
      await store().servers.setState(changed, 'cordoned');
      await store().servers.remove(gone);
      const figures = { meetings: 3, users: 40, largestMeeting: 25, videos: 7 };
      const next = (id: string): PollUpdate => {
        if (id === drained) return { ...STEADY, state: 'disabled', load: undefined };
        if (id === away) return { ...STEADY, online: false, load: undefined, awaitedUntil: 9e15 };
        return { ...STEADY, load: 30.25, figures };
      };
      const results = await Promise.all(
        read.map(async (server) => {
          const { kind } = await store().servers.recordPoll(server.id, server, next(server.id));
          return [server.id, kind] as const;
        }),
      );
      const wanted = (id: string) => (id === changed ? 'changed' : id === gone ? 'gone' : 'written');
      expect(results).toEqual(read.map(({ id }) => [id, wanted(id)]));
      const none = { placed: 0, joined: 0 };
      const written = { online: true, state: 'enabled', load: 30.25, ...figures, capacity: none };
      for (const server of await store().servers.list()) {
        const { id } = server;
        expect(server).toMatchObject(
          id === changed
            ? { state: 'cordoned', load: 10, meetings: 0 }
            : id === drained
              ? { state: 'disabled', load: undefined, meetings: 0 }
              : id === away
                ? { online: false, load: undefined, awaitedUntil: 9e15 }
                : id === room.server.id
                  ? { ...written, load: 32.25, capacity: { placed: 1, joined: 1 } }
                  : written,
        );
      }
    });

    it('two polls of one server are not both written on what the first has changed', async () => {
      await addServer(store(), { id: 'other' });
      const read = await addServer(store(), { id: 'bbb1', load: 1 });
      const other = await known(store(), 'other');
      const { servers } = store();
      const [first, second] = await Promise.all([
        servers.recordPoll('bbb1', read, { ...STEADY, unhealthy: 1 }),
        servers.recordPoll('bbb1', read, { ...STEADY, unhealthy: 1, load: 5 }),
        servers.recordPoll('other', other, { ...STEADY, load: 2 }),
      ]);
      expect(first).toEqual({ kind: 'written' });
      expect(second).toMatchObject({ kind: 'changed', now: { unhealthy: 1, load: 1 } });
      expect(await loadOf(store(), 'other')).toBe(2);
    });
  });
}

const STEADY = { online: true, healthy: 0, unhealthy: 0 };

/** What a client may send: each store has its own characters that it can't keep as they are. */
const ODD = ['a\0b', '\uE000', '\uE0000\0', 'räume 💥', 'half \ud83d', '"quoted" \\u0000'];
