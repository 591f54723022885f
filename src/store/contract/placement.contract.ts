import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose } from '../../cluster/placement.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import { isAvailable } from '../../cluster/server.ts';
import type { TagRequest } from '../../cluster/tags.ts';
import { addServer, as, loadOf, type OpenSubject, place, request, subjectOf } from './subject.ts';

const tagged = (required: boolean, ...tags: (string | undefined)[]): TagRequest => ({
  tags,
  required,
  text: '',
});

export function describePlacement(name: string, open: OpenSubject): void {
  describe(`${name}: placement`, () => {
    const subject = subjectOf(open);
    const store = () => subject().store;

    describe('of a new meeting', () => {
      it('goes to the least loaded server and counts one times its multiplier there', async () => {
        await addServer(store(), { id: 'full', load: 9 });
        await addServer(store(), { id: 'free', load: 3, loadMultiplier: 2.5 });
        const { meeting, server } = await place(store(), 'room', {
          voiceBridges: ['12345'],
          moderatorPw: 'mp',
        });
        expect(meeting).toEqual({
          id: 'room',
          serverId: 'free',
          moderatorPw: 'mp',
          voiceBridge: '12345',
          tenantId: undefined,
        });
        expect(server).toMatchObject({
          id: 'free',
          secret: 'secret of free',
          state: 'enabled',
          online: true,
        });
        expect(await loadOf(store(), 'free')).toBe(5.5);
        expect(await loadOf(store(), 'full')).toBe(9);
      });

      it('spreads over idle servers', async () => {
        for (const id of ['a', 'b', 'c']) await addServer(store(), { id });
        const placed = [];
        for (const id of ['1', '2', '3', '4']) placed.push((await place(store(), id)).server.id);
        expect(placed).toEqual(['a', 'b', 'c', 'a']);
      });

      it('finds no server when none is enabled, online and polled, and records nothing', async () => {
        await addServer(store(), { id: 'cordoned', state: 'cordoned' });
        await addServer(store(), { id: 'disabled', state: 'disabled' });
        await store().servers.add({
          id: 'new',
          url: 'http://n',
          secret: 's',
          loadMultiplier: 1,
          tag: undefined,
        });
        await store().servers.setState('new', 'enabled');
        const placement = await store().meetings.place(request('room', { voiceBridges: ['12345'] }));
        expect(placement).toEqual({ kind: 'unavailable', poolEmpty: true });
        expect(await store().meetings.locate('room')).toBeUndefined();
        await addServer(store(), { id: 'bbb1' });
        expect((await place(store(), 'other', { voiceBridges: ['12345'] })).meeting.voiceBridge).toBe(
          '12345',
        );
      });

      it('tells a pool without a fitting server from an empty one', async () => {
        await addServer(store(), { id: 'bbb1', tag: 'eu' });
        const placement = await store().meetings.place(request('room'));
        expect(placement).toEqual({ kind: 'unavailable', poolEmpty: false });
        const excluded = request('room', { tag: tagged(true, 'eu'), exclude: ['bbb1'] });
        expect(await store().meetings.place(excluded)).toEqual({ kind: 'unavailable', poolEmpty: false });
      });

      it('prefers the wanted tag, even on a suspect, to an untagged server', async () => {
        await addServer(store(), { id: 'plain' });
        await addServer(store(), { id: 'eu', tag: 'eu', load: 50 });
        await store().servers.suspect('eu', 60);
        const wish = { tag: tagged(false, 'eu') };
        expect((await place(store(), 'room', wish)).server.id).toBe('eu');
        await store().servers.setState('eu', 'cordoned');
        expect((await place(store(), 'other', wish)).server.id).toBe('plain');
        const insisting = await store().meetings.place(request('third', { tag: tagged(true, 'eu') }));
        expect(insisting).toEqual({ kind: 'unavailable', poolEmpty: false });
      });

      it('finds the one server that fits among many with less load', async () => {
        const others = Array.from({ length: 40 }, (_, index) => ({
          id: `bbb${index}`,
          load: index % 7,
          tag: 'us',
        }));
        for (const other of others) await addServer(store(), other);
        await addServer(store(), { id: 'fits', load: 99 });
        expect((await place(store(), 'room')).server.id).toBe('fits');
      });

      it('chooses as the rule does, in any pool', async () => {
        await fc.assert(
          fc.asyncProperty(pools, async ({ servers, suspects, exclude, tag }) => {
            await fill(store(), servers, suspects);
            const free = await store().servers.list();
            const rule = { tag, exclude: new Set(exclude), suspects: new Set(suspects) };
            const expected = choose(free, rule);
            const placement = await store().meetings.place(request('room', { tag, exclude }));
            if (expected) expect(as('placed', placement).server.id).toBe(expected.id);
            else expect(placement).toEqual({ kind: 'unavailable', poolEmpty: !free.some(isAvailable) });
            await empty(store(), suspects);
          }),
          { numRuns: 60 },
        );
      });

      it('keeps ids verbatim, whatever their characters', async () => {
        await addServer(store(), { id: 'bbb1' });
        const ids = [
          'a b',
          'ä',
          'A',
          'a',
          '💥',
          '"\'',
          '%00',
          'x:y',
          '*',
          '\n',
          '\\',
          ' a b ',
          '{m}',
          'a%',
          'a_',
        ];
        for (const id of ids) await place(store(), id);
        for (const id of ids) expect((await store().meetings.locate(id))?.meeting.id).toBe(id);
        const records = await store().meetings.find(ids);
        expect(new Set(records.map((record) => record.meeting.id))).toEqual(new Set(ids));
      });
    });

    describe('of a known meeting', () => {
      it('stays where it is and counts no more load', async () => {
        await addServer(store(), { id: 'bbb1' });
        const first = await place(store(), 'room', { moderatorPw: 'first' });
        await addServer(store(), { id: 'aaa1' });
        const again = await store().meetings.place(request('room', { moderatorPw: 'second' }));
        expect(as('known', again).meeting).toEqual(first.meeting);
        expect(as('known', again).server).toMatchObject({ id: 'bbb1', secret: 'secret of bbb1' });
        expect(await loadOf(store(), 'bbb1')).toBe(1);
        expect(await loadOf(store(), 'aaa1')).toBe(0);
      });

      it('is told although no server is available', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room');
        await store().servers.setState('bbb1', 'disabled');
        const again = as('known', await store().meetings.place(request('room')));
        expect(again.server).toMatchObject({ id: 'bbb1', state: 'disabled' });
      });

      it('is told without a server when that was removed', async () => {
        await addServer(store(), { id: 'bbb1' });
        const first = await place(store(), 'room');
        await store().servers.remove('bbb1');
        const again = as('known', await store().meetings.place(request('room')));
        expect(again.server).toBeUndefined();
        expect(again.meeting).toEqual(first.meeting);
      });

      it('has its lifetime set anew', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room', { ttl: 100 });
        await store().meetings.place(request('room', { ttl: 5000 }));
        const [record] = await store().meetings.find(['room']);
        expect(record?.expiresIn).toBeGreaterThan(4_900_000);
      });

      it('is placed anew after its record has expired', async () => {
        await addServer(store(), { id: 'bbb1' });
        const first = await place(store(), 'room', { voiceBridges: ['12345'] });
        await subject().expire('room');
        await addServer(store(), { id: 'aaa1' });
        const again = await place(store(), 'room', { voiceBridges: ['12345'] });
        expect(again.server.id).toBe('aaa1');
        expect(again.meeting.voiceBridge).toBe(first.meeting.voiceBridge);
      });
    });

    describe('of a meeting of a tenant', () => {
      it('is kept with the tenant', async () => {
        await addServer(store(), { id: 'bbb1' });
        expect((await place(store(), 'room', { tenantId: 't1' })).meeting.tenantId).toBe('t1');
        const again = await store().meetings.place(request('room', { tenantId: 't1' }));
        expect(as('known', again).meeting.tenantId).toBe('t1');
      });

      it.each(['t1', undefined])('of %s is foreign to another tenant', async (tenantId) => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room', { tenantId });
        const theirs = await store().meetings.place(request('room', { tenantId: 't2', from: 'bbb1' }));
        expect(theirs).toEqual({ kind: 'foreign' });
      });

      it('is known to whom asks without tenancy', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room', { tenantId: 't1' });
        expect(as('known', await store().meetings.place(request('room'))).meeting.tenantId).toBe('t1');
      });
    });

    describe('moving', () => {
      it('takes the meeting to another server and gives the load back', async () => {
        await addServer(store(), { id: 'bad', load: 4, loadMultiplier: 2 });
        const first = await place(store(), 'room', { tenantId: 't', moderatorPw: 'first' });
        expect(await loadOf(store(), 'bad')).toBe(6);
        await addServer(store(), { id: 'good', load: 8 });
        const change = { tenantId: 't', from: 'bad', exclude: ['bad'], moderatorPw: 'second' };
        const moved = await place(store(), 'room', change);
        expect(moved.server.id).toBe('good');
        expect(moved.meeting).toEqual({ ...first.meeting, serverId: 'good', moderatorPw: 'second' });
        expect([await loadOf(store(), 'bad'), await loadOf(store(), 'good')]).toEqual([4, 9]);
        expect((await store().meetings.locate('room'))?.server.id).toBe('good');
      });

      it('leaves a record that stands elsewhere', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room');
        await addServer(store(), { id: 'bbb2' });
        const other = await store().meetings.place(request('room', { from: 'bbb2', exclude: ['bbb2'] }));
        expect(as('known', other).server?.id).toBe('bbb1');
        expect(await loadOf(store(), 'bbb1')).toBe(1);
      });

      it('moves nothing when no server fits', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room');
        const none = await store().meetings.place(request('room', { from: 'bbb1', exclude: ['bbb1'] }));
        expect(none).toEqual({ kind: 'unavailable', poolEmpty: false });
        expect((await store().meetings.locate('room'))?.server.id).toBe('bbb1');
        expect(await loadOf(store(), 'bbb1')).toBe(1);
      });

      it('takes a load no lower than 0', async () => {
        const bad = await addServer(store(), { id: 'bad' });
        await place(store(), 'room');
        await store().servers.recordPoll('bad', { ...bad, load: 1 }, { ...bad, load: 0.25 });
        await addServer(store(), { id: 'good' });
        await place(store(), 'room', { from: 'bad', exclude: ['bad'] });
        expect(await loadOf(store(), 'bad')).toBe(0);
      });

      it('leaves a server that is gone or has no load', async () => {
        await addServer(store(), { id: 'bad' });
        await place(store(), 'room1');
        await place(store(), 'room2');
        await addServer(store(), { id: 'good' });
        await store().servers.setState('bad', 'disabled');
        await place(store(), 'room1', { from: 'bad' });
        expect(await loadOf(store(), 'bad')).toBeUndefined();
        await store().servers.remove('bad');
        expect((await place(store(), 'room2', { from: 'bad' })).server.id).toBe('good');
        expect(await store().servers.find('bad')).toBeUndefined();
      });
    });

    describe('voice bridges', () => {
      it('are claimed in order, those of other meetings passed over', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'one', { voiceBridges: ['11111'] });
        const two = await place(store(), 'two', { voiceBridges: ['11111', '22222', '33333'] });
        expect(two.meeting.voiceBridge).toBe('22222');
        const three = await place(store(), 'three', { voiceBridges: ['33333'] });
        expect(three.meeting.voiceBridge).toBe('33333');
      });

      it('that are all taken leave no record behind', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'one', { voiceBridges: ['11111'] });
        const two = await store().meetings.place(request('two', { voiceBridges: ['11111'] }));
        expect(two).toEqual({ kind: 'noVoiceBridge' });
        expect(await store().meetings.locate('two')).toBeUndefined();
        expect(await loadOf(store(), 'bbb1')).toBe(1);
      });

      it('are no matter when there is no server', async () => {
        const none = await store().meetings.place(request('room', { voiceBridges: [] }));
        expect(none).toEqual({ kind: 'unavailable', poolEmpty: true });
      });

      it('stay with a meeting that moves', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'room', { voiceBridges: ['11111'] });
        await addServer(store(), { id: 'bbb2' });
        const moved = await place(store(), 'room', {
          voiceBridges: ['22222'],
          from: 'bbb1',
          exclude: ['bbb1'],
        });
        expect(moved.meeting.voiceBridge).toBe('11111');
        expect((await place(store(), 'other', { voiceBridges: ['22222'] })).meeting.voiceBridge).toBe(
          '22222',
        );
      });

      it('of an expired record are still the meeting’s own', async () => {
        await addServer(store(), { id: 'bbb1' });
        await place(store(), 'old', { voiceBridges: ['11111'] });
        await subject().expire('old');
        expect((await place(store(), 'new', { voiceBridges: ['11111', '22222'] })).meeting.voiceBridge).toBe(
          '22222',
        );
        expect((await place(store(), 'old', { voiceBridges: ['11111', '33333'] })).meeting.voiceBridge).toBe(
          '11111',
        );
      });
    });
  });
}

const tags = fc.constantFrom(undefined, 'eu', 'us');
const ids = fc.uniqueArray(fc.constantFrom('a', 'B', 'b-1', 'b.1', 'b_1', 'b1', 'Z', '0', '-', '_'), {
  maxLength: 8,
});
const server = fc.record({
  load: fc.constantFrom(0, 0, 1, 2.5, 10, 1000),
  tag: tags,
  state: fc.constantFrom('enabled', 'enabled', 'enabled', 'cordoned', 'disabled'),
  capacity: fc.constantFrom(
    {},
    {},
    { spare: true },
    { maxMeetings: 3, maxUsers: 5 },
    { maxUsers: 7, spare: true },
  ),
  figures: fc.record({
    meetings: fc.constantFrom(0, 2, 3),
    users: fc.constantFrom(0, 5, 7),
    largestMeeting: fc.constant(5),
    videos: fc.constant(0),
  }),
});

const pools = ids.chain((all) =>
  fc.record({
    servers: fc
      .array(server, { minLength: all.length, maxLength: all.length })
      .map((list) => list.map((one, index) => ({ ...one, id: all[index] ?? '' }))),
    suspects: fc.subarray(all),
    exclude: fc.subarray(all),
    tag: fc.oneof(
      fc.constant(tagged(true, undefined)),
      fc
        .tuple(fc.boolean(), fc.uniqueArray(tags, { minLength: 1 }))
        .map(([required, list]) => tagged(required, ...list)),
    ),
  }),
);

async function fill(
  store: ClusterStore,
  servers: readonly Parameters<typeof addServer>[1][],
  suspects: readonly string[],
): Promise<void> {
  for (const one of servers) await addServer(store, one);
  for (const id of suspects) await store.servers.suspect(id, 60);
}

async function empty(store: ClusterStore, suspects: readonly string[]): Promise<void> {
  await store.meetings.forget('room', undefined);
  for (const { id } of await store.servers.list()) await store.servers.remove(id);
  for (const id of suspects) await store.servers.suspect(id, 0);
}
