import { describe, expect, it } from 'vitest';
import type { PollUpdate } from '../../cluster/ports.ts';
import { addServer, known, loadOf, type OpenSubject, SOON, subjectOf } from './subject.ts';

const NEW = {
  id: 'bbb1',
  url: 'https://bbb1.example.com/api',
  secret: 's1',
  loadMultiplier: 1,
  tag: undefined,
};
const STEADY: PollUpdate = { online: true, healthy: 0, unhealthy: 0 };

export function describeServerStore(name: string, open: OpenSubject): void {
  describe(`${name}: servers`, () => {
    const subject = subjectOf(open);
    const store = () => subject().store;

    describe('adding, changing, removing', () => {
      it('adds a server disabled, offline and without a load', async () => {
        expect(await store().servers.add({ ...NEW, tag: 'eu', loadMultiplier: 2.5 })).toBe(true);
        expect(await store().servers.find('bbb1')).toEqual({
          ...NEW,
          tag: 'eu',
          loadMultiplier: 2.5,
          state: 'disabled',
          online: false,
          load: undefined,
          meetings: 0,
          users: 0,
          largestMeeting: 0,
          videos: 0,
          bbbVersion: '',
          healthy: 0,
          unhealthy: 0,
        });
      });

      it('adds one that is to be enabled in one step, without a load until it is polled', async () => {
        expect(await store().servers.add({ ...NEW, enabled: true })).toBe(true);
        const added = await known(store(), 'bbb1');
        expect(added).toMatchObject({ state: 'enabled', online: false, load: undefined });
        const seen = { ...STEADY, load: 2 };
        expect(await store().servers.recordPoll('bbb1', added, seen)).toEqual({ kind: 'written' });
        expect(await known(store(), 'bbb1')).toMatchObject({ state: 'enabled', load: 2 });
      });

      it('refuses an id that is taken and changes nothing', async () => {
        await store().servers.add(NEW);
        expect(await store().servers.add({ ...NEW, secret: 'other' })).toBe(false);
        expect((await known(store(), 'bbb1')).secret).toBe('s1');
      });

      it('lists servers in the order of the bytes of their ids', async () => {
        const ids = ['b', 'B', 'a-1', 'a.1', 'a_1', 'a10', 'a9', '_', '-x', '9'];
        for (const id of ids) await store().servers.add({ ...NEW, id });
        const inOrder = ids.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect((await store().servers.list()).map((server) => server.id)).toEqual(inOrder);
      });

      it('lists what find finds', async () => {
        await addServer(store(), { id: 'one', load: 2.5, tag: 'eu', loadMultiplier: 0.25 });
        await addServer(store(), { id: 'two', load: 7, state: 'cordoned' });
        await store().servers.add(NEW);
        const found = [
          await known(store(), 'bbb1'),
          await known(store(), 'one'),
          await known(store(), 'two'),
        ];
        expect(await store().servers.list()).toEqual(found);
      });

      it('knows no servers at first', async () => {
        expect(await store().servers.list()).toEqual([]);
        expect(await store().servers.find('bbb1')).toBeUndefined();
      });

      it('changes only what is given', async () => {
        await store().servers.add({ ...NEW, tag: 'eu' });
        const changed = await store().servers.update('bbb1', { secret: 's2' });
        expect(changed).toMatchObject({ url: NEW.url, secret: 's2', tag: 'eu', loadMultiplier: 1 });
        expect(await store().servers.update('bbb1', { url: 'http://x', loadMultiplier: 0.1 })).toMatchObject({
          url: 'http://x',
          secret: 's2',
          tag: 'eu',
          loadMultiplier: 0.1,
        });
        expect(await store().servers.update('bbb1', {})).toEqual(await known(store(), 'bbb1'));
      });

      it('removes the tag when it is given as undefined', async () => {
        await store().servers.add({ ...NEW, tag: 'eu' });
        expect(await store().servers.update('bbb1', { tag: undefined })).toMatchObject({ tag: undefined });
        expect(await store().servers.update('bbb1', { tag: 'us' })).toMatchObject({ tag: 'us' });
      });

      it('changes nothing of a server that is not there', async () => {
        expect(await store().servers.update('gone', { secret: 'x' })).toBeUndefined();
        expect(await store().servers.setState('gone', 'enabled')).toBeUndefined();
        await store().servers.recordVersion('gone', '3.0');
        expect(await store().servers.find('gone')).toBeUndefined();
        expect(await store().servers.list()).toEqual([]);
      });

      it('removes a server with its counters, so that one added anew starts anew', async () => {
        const server = await addServer(store(), { id: 'bbb1', load: 5 });
        await store().servers.recordPoll('bbb1', server, { online: true, healthy: 3, unhealthy: 1 });
        expect(await store().servers.remove('bbb1')).toBe(true);
        expect(await store().servers.remove('bbb1')).toBe(false);
        expect(await store().servers.list()).toEqual([]);
        await store().servers.add(NEW);
        expect(await known(store(), 'bbb1')).toMatchObject({
          state: 'disabled',
          online: false,
          load: undefined,
          healthy: 0,
          unhealthy: 0,
        });
      });

      it('keeps secrets, urls and tags verbatim', async () => {
        const odd = { url: 'http://x/ä?a=b&c', secret: '"\'\\ 1e5 \n💥 %s', tag: ' eu;ü ' };
        await store().servers.add({ ...NEW, ...odd });
        expect(await known(store(), 'bbb1')).toMatchObject(odd);
      });

      it('records the versions of many at once, of each the last', async () => {
        const ids = Array.from({ length: 30 }, (_, index) => `bbb${index}`);
        await Promise.all(ids.map((id) => store().servers.add({ ...NEW, id })));
        await Promise.all([
          ...[...ids, 'gone'].map((id, index) => store().servers.recordVersion(id, `3.0.${index % 4}`)),
          store().servers.recordVersion('bbb1', '3.1'),
        ]);
        const wanted = (id: string) => (id === 'bbb1' ? '3.1' : `3.0.${ids.indexOf(id) % 4}`);
        for (const { id, bbbVersion } of await store().servers.list())
          expect([id, bbbVersion]).toEqual([id, wanted(id)]);
        expect(await store().servers.find('gone')).toBeUndefined();
      });

      it('records the version', async () => {
        await store().servers.add(NEW);
        await store().servers.recordVersion('bbb1', '3.0.4');
        expect((await known(store(), 'bbb1')).bbbVersion).toBe('3.0.4');
        await store().servers.recordVersion('bbb1', '');
        expect((await known(store(), 'bbb1')).bbbVersion).toBe('');
      });
    });

    describe('admin states', () => {
      it('move a known load between enabled and cordoned', async () => {
        await addServer(store(), { id: 'bbb1', load: 4.5 });
        expect(await store().servers.setState('bbb1', 'cordoned')).toMatchObject({
          state: 'cordoned',
          load: 4.5,
        });
        expect(await store().servers.setState('bbb1', 'enabled')).toMatchObject({
          state: 'enabled',
          load: 4.5,
        });
      });

      it('drop the load of a disabled server for good', async () => {
        await addServer(store(), { id: 'bbb1', load: 4 });
        expect(await store().servers.setState('bbb1', 'disabled')).toMatchObject({
          state: 'disabled',
          load: undefined,
          online: true,
        });
        expect(await store().servers.setState('bbb1', 'enabled')).toMatchObject({
          state: 'enabled',
          load: undefined,
        });
      });

      it('give no load to a server that had none', async () => {
        await store().servers.add(NEW);
        for (const state of ['enabled', 'cordoned', 'enabled'] as const) {
          expect(await store().servers.setState('bbb1', state)).toMatchObject({ state, load: undefined });
        }
      });

      it('change nothing when set again', async () => {
        const server = await addServer(store(), { id: 'bbb1', load: 4 });
        expect(await store().servers.setState('bbb1', 'enabled')).toEqual(server);
      });
    });

    describe('polls', () => {
      it('write what was seen', async () => {
        const server = await addServer(store(), { id: 'bbb1' });
        const figures = { meetings: 3, users: 40, largestMeeting: 25, videos: 7 };
        const update = { online: true, healthy: 0, unhealthy: 1, load: 42.5, figures };
        expect(await store().servers.recordPoll('bbb1', server, update)).toEqual({ kind: 'written' });
        expect(await known(store(), 'bbb1')).toMatchObject({
          online: true,
          load: 42.5,
          unhealthy: 1,
          ...figures,
        });
      });

      it('leave what is left out', async () => {
        const server = await addServer(store(), { id: 'bbb1', load: 8 });
        const figures = { meetings: 3, users: 40, largestMeeting: 25, videos: 7 };
        await store().servers.recordPoll('bbb1', server, { ...STEADY, figures });
        const before = await known(store(), 'bbb1');
        await store().servers.recordPoll('bbb1', before, { online: true, healthy: 0, unhealthy: 1 });
        expect(await known(store(), 'bbb1')).toEqual({ ...before, unhealthy: 1 });
      });

      it('bring a server online with a load and take it offline without one', async () => {
        await store().servers.add(NEW);
        const added = await store().servers.setState('bbb1', 'enabled');
        if (!added) throw new Error('not added');
        await store().servers.recordPoll('bbb1', added, { ...STEADY, load: 3 });
        const online = await known(store(), 'bbb1');
        expect(online).toMatchObject({ online: true, load: 3 });
        await store().servers.recordPoll('bbb1', online, { ...STEADY, online: false, load: undefined });
        expect(await known(store(), 'bbb1')).toMatchObject({
          state: 'enabled',
          online: false,
          load: undefined,
        });
      });

      it('keep the load of a cordoned server and disable a drained one', async () => {
        const server = await addServer(store(), { id: 'bbb1', load: 3, state: 'cordoned' });
        expect(server).toMatchObject({ state: 'cordoned', load: 3 });
        await store().servers.recordPoll('bbb1', server, { ...STEADY, load: 1 });
        const less = await known(store(), 'bbb1');
        expect(less).toMatchObject({ state: 'cordoned', load: 1 });
        await store().servers.recordPoll('bbb1', less, { ...STEADY, state: 'disabled', load: undefined });
        expect(await known(store(), 'bbb1')).toMatchObject({
          state: 'disabled',
          online: true,
          load: undefined,
        });
      });

      it('never give a disabled server a load', async () => {
        const server = await addServer(store(), { id: 'bbb1', state: 'disabled' });
        expect(server).toMatchObject({ online: true, load: undefined });
        await store().servers.recordPoll('bbb1', server, { ...STEADY, load: 9 });
        expect(await known(store(), 'bbb1')).toMatchObject({ state: 'disabled', load: undefined });
      });

      it('carry over what was added to the load since it was read', async () => {
        const read = await addServer(store(), { id: 'bbb1', load: 10 });
        await store().meetings.place({
          meetingId: 'm',
          tenantId: undefined,
          moderatorPw: 'p',
          tag: { tags: [undefined], required: true, text: '' },
          voiceBridges: ['11111'],
          ttl: 60,
          inFlightFor: 1,
          exclude: [],
        });
        await store().meetings.locate('m', { join: true });
        await store().servers.recordPoll('bbb1', read, { ...STEADY, load: 30 });
        expect(await loadOf(store(), 'bbb1')).toBe(32);
        await store().meetings.forget('m', 'bbb1', { release: true });
        await store().servers.recordPoll('bbb1', { ...read, load: 32 }, { ...STEADY, load: 0 });
        expect(await loadOf(store(), 'bbb1')).toBe(0);
      });

      it.each([
        ['its state', () => store().servers.setState('bbb1', 'cordoned'), { state: 'cordoned' }],
        [
          'its multiplier',
          () => store().servers.update('bbb1', { loadMultiplier: 3 }),
          { loadMultiplier: 3 },
        ],
        [
          'its health',
          async () =>
            store().servers.recordPoll('bbb1', await known(store(), 'bbb1'), { ...STEADY, online: false }),
          { online: false },
        ],
        [
          'a counter',
          async () =>
            store().servers.recordPoll('bbb1', await known(store(), 'bbb1'), { ...STEADY, unhealthy: 1 }),
          { unhealthy: 1 },
        ],
      ])(
        'write nothing when somebody else changed %s meanwhile, and tell what is now',
        async (_, change, now) => {
          const read = await addServer(store(), { id: 'bbb1', load: 10 });
          await change();
          const before = await known(store(), 'bbb1');
          const result = await store().servers.recordPoll('bbb1', read, { ...STEADY, load: 99 });
          expect(result).toMatchObject({ kind: 'changed', now });
          expect(await known(store(), 'bbb1')).toEqual(before);
          const { state, online, load, loadMultiplier, healthy, unhealthy } = before;
          expect(result).toEqual({
            kind: 'changed',
            now: { state, online, load, loadMultiplier, healthy, unhealthy },
          });
        },
      );

      it('are not stopped by changes of what they do not rest on', async () => {
        const read = await addServer(store(), { id: 'bbb1', load: 1 });
        await store().servers.update('bbb1', { secret: 'new', tag: 'eu', url: 'http://new' });
        expect(await store().servers.recordPoll('bbb1', read, { ...STEADY, load: 2 })).toEqual({
          kind: 'written',
        });
        expect(await known(store(), 'bbb1')).toMatchObject({
          secret: 'new',
          tag: 'eu',
          url: 'http://new',
          load: 2,
        });
      });

      it('never bring back a removed server', async () => {
        const read = await addServer(store(), { id: 'bbb1', load: 1 });
        await store().servers.remove('bbb1');
        expect(await store().servers.recordPoll('bbb1', read, { ...STEADY, load: 2 })).toEqual({
          kind: 'gone',
        });
        expect(await store().servers.find('bbb1')).toBeUndefined();
        expect(await store().servers.list()).toEqual([]);
      });
    });

    describe('suspects', () => {
      it('are marked for a while', async () => {
        await addServer(store(), { id: 'bbb1' });
        await store().servers.suspect('bbb1', 30);
        await store().servers.suspect('bbb2', 0.2);
        expect(await store().servers.suspects()).toEqual(new Set(['bbb1', 'bbb2']));
        await expect.poll(() => store().servers.suspects(), SOON).toEqual(new Set(['bbb1']));
      });

      it('are marked and cleared many at once, of each the last counts', async () => {
        const ids = Array.from({ length: 30 }, (_, index) => `bbb${index}`);
        await Promise.all(ids.map((id) => store().servers.suspect(id, 60)));
        expect(await store().servers.suspects()).toEqual(new Set(ids));
        await Promise.all([
          ...ids.map((id, index) => store().servers.suspect(id, index < 20 ? 0 : 60)),
          store().servers.suspect('bbb3', 60),
          store().servers.suspect('bbb25', 0),
        ]);
        const left = ids.filter((id, index) => (index >= 20 || id === 'bbb3') && id !== 'bbb25');
        expect(await store().servers.suspects()).toEqual(new Set(left));
      });

      it('are cleared by 0', async () => {
        await store().servers.suspect('bbb1', 30);
        await store().servers.suspect('bbb1', 0);
        expect(await store().servers.suspects()).toEqual(new Set());
      });
    });
  });
}
