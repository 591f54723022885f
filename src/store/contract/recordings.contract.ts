import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallbackDataStore, RecordingFilter, RecordingStore } from '../../recordings/ports.ts';
import type { ImportedRecording, Recording } from '../../recordings/recording.ts';

interface RecordingsSubject {
  readonly recordings: RecordingStore;
  readonly callbackData: CallbackDataStore;
  cleanup(): Promise<void>;
}

const START = Date.UTC(2024, 1, 3, 4, 5, 6, 789);

export function imported(recordId: string, more: Partial<ImportedRecording> = {}): ImportedRecording {
  return {
    recordId,
    meetingId: 'room',
    name: 'Physik für alle 🎓',
    published: true,
    state: 'published',
    participants: 3,
    startTime: START,
    endTime: START + 60_000,
    metadata: [],
    protected: false,
    format: {
      format: 'presentation',
      url: `/playback/presentation/2.3/${recordId}`,
      length: 12,
      processingTime: 4321,
      thumbnails: [],
    },
    ...more,
  };
}

const format = (name: string, thumbnails: readonly string[] = []): ImportedRecording['format'] => ({
  format: name,
  url: `/${name}/x`,
  length: undefined,
  processingTime: undefined,
  thumbnails: thumbnails.map((url, sequence) => ({
    url,
    sequence,
    alt: `Slide ${sequence}`,
    width: 176,
    height: undefined,
  })),
});

/** What every store of recordings does. */
export function describeRecordingStore(name: string, open: () => Promise<RecordingsSubject>): void {
  describe(`${name}: recordings`, () => {
    let subject: RecordingsSubject;
    let store: RecordingStore;
    beforeEach(async () => {
      subject = await open();
      store = subject.recordings;
    });
    afterEach(() => subject.cleanup());

    async function all(filter: RecordingFilter, page?: { offset: number; limit: number }) {
      const found: Recording[] = [];
      for await (const chunk of store.list(filter, page)) found.push(...chunk);
      return found;
    }
    const ids = async (filter: RecordingFilter, page?: { offset: number; limit: number }) =>
      (await all(filter, page)).map(({ recordId }) => recordId);
    const one = async (recordId: string): Promise<Recording> => {
      const [found] = await store.find([recordId]);
      if (!found) throw new Error(`no ${recordId}`);
      return found;
    };

    describe('that are imported', () => {
      it('are read as they were written', async () => {
        const metadata = [
          { key: 'gl-listed', value: '' },
          { key: 'Größe', value: 'ü "quoted" 🎓' },
        ];
        const put = await store.put(imported('a-1', { metadata, format: format('video', ['/t1', '/t2']) }));
        const read = await one('a-1');
        expect(put).toEqual({ kind: 'written', id: read.id, published: true });
        expect(read).toEqual({
          id: expect.any(Number),
          recordId: 'a-1',
          meetingId: 'room',
          name: 'Physik für alle 🎓',
          published: true,
          protected: false,
          publishUpdated: false,
          state: 'published',
          participants: 3,
          startTime: START,
          endTime: START + 60_000,
          metadata: expect.arrayContaining(metadata),
          formats: [format('video', ['/t1', '/t2'])],
        });
        expect(read.metadata).toHaveLength(2);
      });

      it('may lack all that can be lacking', async () => {
        const nothing = { name: undefined, state: undefined, participants: undefined };
        await store.put(imported('a', { ...nothing, startTime: undefined, endTime: undefined }));
        expect(await one('a')).toMatchObject({ ...nothing, startTime: undefined, endTime: undefined });
        expect(await ids({})).toEqual([]);
        expect(await ids({ states: 'any' })).toEqual(['a']);
      });

      it('take new values and thumbnails the next time, and keep other formats and metadata', async () => {
        const first = { metadata: [metadatum('kept', '1'), metadatum('changed', '1')] };
        await store.put(imported('a', { ...first, format: format('video', ['/1', '/2', '/3']) }));
        const { id } = await one('a');
        await store.put(imported('a', { format: format('podcast') }));
        await store.put(
          imported('a', {
            name: 'new',
            metadata: [metadatum('changed', '2')],
            format: format('video', ['/4']),
          }),
        );
        expect(await one('a')).toMatchObject({
          id,
          name: 'new',
          metadata: [metadatum('changed', '2'), metadatum('kept', '1')],
          formats: [format('podcast'), format('video', ['/4'])],
        });
      });

      it('are published as the import says until somebody decides', async () => {
        await store.put(imported('a'));
        expect(await store.put(imported('a', { published: false, state: 'unpublished' }))).toMatchObject({
          published: false,
        });
        expect(await store.setPublished('a', false)).toBe(true);
        expect(await store.put(imported('a'))).toMatchObject({ kind: 'written', published: false });
        expect(await one('a')).toMatchObject({
          published: false,
          state: 'unpublished',
          publishUpdated: true,
        });
        await store.put(imported('a', { state: 'processing' }));
        expect(await one('a')).toMatchObject({ published: false, state: 'processing' });
      });

      it('never lose their protection by it', async () => {
        await store.put(imported('a', { protected: true }));
        await store.put(imported('a', { protected: false }));
        expect((await one('a')).protected).toBe(true);
        await store.put(imported('b'));
        await store.put(imported('b', { protected: true }));
        expect((await one('b')).protected).toBe(true);
      });

      it('stay deleted unless they are to be revived', async () => {
        await store.put(imported('a', { metadata: [metadatum('k', 'v')] }));
        await store.markDeleted(['a']);
        expect(await store.put(imported('a', { metadata: [metadatum('k', 'v')] }))).toEqual({
          kind: 'deleted',
        });
        expect(await one('a')).toMatchObject({ state: 'deleted', metadata: [], formats: [] });
        expect(await store.put(imported('a'), { revive: true })).toMatchObject({ kind: 'written' });
        expect(await one('a')).toMatchObject({ state: 'published', formats: [{ format: 'presentation' }] });
        await store.setPublished('a', false);
        expect(await store.put(imported('a'), { revive: true })).toMatchObject({ published: false });
        await store.markDeleted(['a']);
        expect(await store.put(imported('a'), { revive: true })).toMatchObject({ published: true });
        expect((await one('a')).publishUpdated).toBe(false);
      });

      it('come in whole when several processes import formats of one at once', async () => {
        const names = ['notes', 'podcast', 'presentation', 'screenshare', 'video'];
        await Promise.all(
          names.map((name) =>
            store.put(imported('a', { metadata: [metadatum('k', name)], format: format(name, ['/t']) })),
          ),
        );
        expect((await one('a')).formats).toEqual(names.map((name) => format(name, ['/t'])));
      });
    });

    describe('that are listed', () => {
      it('come newest first, those of unknown start last, each once over many chunks', async () => {
        const count = 703;
        const starts = Array.from({ length: count }, (_, index) =>
          index % 100 === 0 ? undefined : START + (index % 40) * 1000,
        );
        await Promise.all(starts.map((startTime, index) => store.put(imported(`r${index}`, { startTime }))));
        const found = await all({});
        expect(new Set(found.map(({ recordId }) => recordId)).size).toBe(count);
        const order = found.map(({ startTime }) => startTime ?? 0);
        expect(order).toEqual(order.toSorted((a, b) => b - a));
        expect(await store.count({})).toBe(count);
        const names = found.map(({ recordId }) => recordId);
        expect(await ids({}, { offset: 495, limit: 20 })).toEqual(names.slice(495, 515));
        expect(await ids({}, { offset: 600, limit: 500 })).toEqual(names.slice(600));
        expect(await ids({}, { offset: 10, limit: 650 })).toEqual(names.slice(10, 660));
        expect(await ids({}, { offset: 0, limit: 0 })).toEqual([]);
        expect(await ids({}, { offset: 5000, limit: 10 })).toEqual([]);
      });

      it('are those of the states, published and unpublished by default', async () => {
        const states = ['processing', 'processed', 'published', 'unpublished', 'deleted', undefined] as const;
        for (const state of states) await store.put(imported(`${state}`, { state }));
        expect((await ids({})).sort()).toEqual(['published', 'unpublished']);
        expect(await ids({ states: ['processing'] })).toEqual(['processing']);
        expect((await ids({ states: ['deleted', 'processed', 'other'] })).sort()).toEqual([
          'deleted',
          'processed',
        ]);
        expect(await ids({ states: 'any' })).toHaveLength(states.length);
        expect(await ids({ states: [] })).toEqual([]);
        expect(await store.count({ states: 'any' })).toBe(states.length);
      });

      it('are found by the beginning of their id, letter by letter', async () => {
        for (const id of ['abc-1', 'abc-2', 'ABC-1', 'ab%-1', 'ab_-1', 'é-1', 'zz'])
          await store.put(imported(id));
        expect((await ids({ recordIds: ['abc'] })).sort()).toEqual(['abc-1', 'abc-2']);
        expect(await ids({ recordIds: ['ABC'] })).toEqual(['ABC-1']);
        expect(await ids({ recordIds: ['ab%'] })).toEqual(['ab%-1']);
        expect(await ids({ recordIds: ['ab_'] })).toEqual(['ab_-1']);
        expect(await ids({ recordIds: ['é'] })).toEqual(['é-1']);
        expect(await ids({ recordIds: ['abc-2', 'nobody'] })).toEqual(['abc-2']);
        expect((await ids({ recordIds: ['z', 'zz', 'abc-1'] })).sort()).toEqual(['abc-1', 'zz']);
        expect(await ids({ recordIds: [] })).toEqual([]);
        const many = Array.from({ length: 1500 }, (_, index) => `none-${index}`);
        expect(await ids({ recordIds: [...many, 'abc-2'] })).toEqual(['abc-2']);
      });

      it('are found by meeting, time and metadata, where all must match and a list is any of it', async () => {
        const make = (id: string, meetingId: string, startTime: number, more: Record<string, string>) =>
          store.put(
            imported(id, {
              meetingId,
              startTime,
              metadata: Object.entries(more).map(([key, value]) => ({ key, value })),
            }),
          );
        await make('a', 'm1', START, { course: '1', term: 'x' });
        await make('b', 'm2', START + 1, { course: '2', term: 'x', 'tenant-id': 't1' });
        await make('c', 'm2', START + 2, { course: '3', term: 'y', 'tenant-id': 't1' });
        await make('d', 'm,3', START + 3, { Course: '1' });
        expect(await ids({ meetingIds: ['m2'] })).toEqual(['c', 'b']);
        expect(await ids({ meetingIds: ['m1', 'm,3', 'nobody'] })).toEqual(['d', 'a']);
        expect(await ids({ metadata: [{ key: 'course', values: ['1', '2'] }] })).toEqual(['b', 'a']);
        expect(
          await ids({
            metadata: [
              { key: 'course', values: ['1', '2'] },
              { key: 'term', values: ['x'] },
              { key: 'tenant-id', values: ['t1', 't2'] },
            ],
          }),
        ).toEqual(['b']);
        const twice = [
          { key: 'course', values: ['1', '2'] },
          { key: 'course', values: ['2', '3'] },
        ];
        expect(await ids({ metadata: twice })).toEqual(['b']);
        expect(await ids({ tenantId: 't1' })).toEqual(['c', 'b']);
        expect(await ids({ tenantId: 't1', metadata: [{ key: 'term', values: ['y'] }] })).toEqual(['c']);
        expect(await ids({ tenantId: 't2', metadata: [{ key: 'tenant-id', values: ['t1'] }] })).toEqual([]);
        expect(await ids({ startedBefore: START + 2 })).toEqual(['b', 'a']);
        expect(await ids({ recordIds: ['b'], meetingIds: ['m1'] })).toEqual([]);
        expect(await store.count({ meetingIds: ['m2'], tenantId: 't1' })).toBe(2);
      });

      it('are found by values however long', async () => {
        const value = 'x'.repeat(5000);
        await store.put(imported('a', { metadata: [metadatum('long', value), metadatum('short', '1')] }));
        expect(await ids({ metadata: [{ key: 'long', values: [value] }] })).toEqual(['a']);
        expect(await ids({ metadata: [{ key: 'short', values: ['1', value] }] })).toEqual(['a']);
        expect(await ids({ metadata: [{ key: 'long', values: [`${value}y`] }] })).toEqual([]);
      });
    });

    describe('that are changed', () => {
      it('are published and unpublished only when they are one of these', async () => {
        await store.put(imported('a'));
        await store.put(imported('b', { state: 'processing' }));
        expect(await store.setPublished('a', false)).toBe(true);
        expect(await one('a')).toMatchObject({
          published: false,
          state: 'unpublished',
          publishUpdated: true,
        });
        expect(await store.setPublished('a', true)).toBe(true);
        expect(await one('a')).toMatchObject({ published: true, state: 'published', publishUpdated: true });
        expect(await store.setPublished('b', true)).toBe(false);
        expect(await store.setPublished('nobody', true)).toBe(false);
        expect(await one('b')).toMatchObject({ state: 'processing', publishUpdated: false });
      });

      it('take metadata and protection all together, or none of it', async () => {
        await store.put(imported('a', { metadata: [metadatum('k', '1'), metadatum('gone', '1')] }));
        await store.put(imported('b'));
        const change = { set: new Map([['k', '2']]), remove: ['gone', 'absent'], protect: true };
        expect(await store.change(['a', 'nobody'], change)).toBe(false);
        expect(await one('a')).toMatchObject({ protected: false, metadata: [{}, {}] });
        expect(await store.change(['a', 'b', 'a'], change)).toBe(true);
        expect(await one('a')).toMatchObject({ protected: true, metadata: [metadatum('k', '2')] });
        expect(await one('b')).toMatchObject({ protected: true, metadata: [metadatum('k', '2')] });
        expect(await store.change(['a'], { set: new Map(), remove: [], protect: false })).toBe(true);
        expect((await one('a')).protected).toBe(false);
        expect((await one('b')).protected).toBe(true);
      });

      it('are deleted but for their row', async () => {
        await store.put(imported('a', { metadata: [metadatum('k', '1')], format: format('video', ['/1']) }));
        await store.put(imported('b', { metadata: [metadatum('k', '1')] }));
        expect(await store.markDeleted(['a', 'nobody', 'a'])).toBe(1);
        expect(await one('a')).toMatchObject({
          state: 'deleted',
          published: true,
          metadata: [],
          formats: [],
        });
        expect(await ids({})).toEqual(['b']);
        expect(await ids({ metadata: [{ key: 'k', values: ['1'] }] })).toEqual(['b']);
        expect(await store.markDeleted(['a'])).toBe(1);
        expect(await store.markDeleted(['nobody'])).toBe(0);
      });

      it('all get the tenant that they lack', async () => {
        await store.put(imported('a'));
        await store.put(imported('b', { metadata: [metadatum('tenant-id', 'other')] }));
        await store.put(imported('c'));
        expect(await store.addToTenant('mine')).toBe(2);
        expect(await store.addToTenant('yours')).toBe(0);
        expect((await ids({ tenantId: 'mine' })).sort()).toEqual(['a', 'c']);
        expect(await ids({ tenantId: 'other' })).toEqual(['b']);
      });
    });

    describe('and the callback URLs of their meetings', () => {
      it('are kept once for a meeting', async () => {
        const { callbackData } = subject;
        expect(await callbackData.find('room')).toBeUndefined();
        const first = { recording_ready_url: 'https://moodle.example.com/ready?x=1&y=%20' };
        await callbackData.keep('room', first);
        expect(await callbackData.find('room')).toEqual({
          meetingId: 'room',
          recordingId: undefined,
          urls: first,
        });
        await callbackData.link('room', 7);
        const second = { analytics_callback_url: 'https://ü.example.com/ #:"\\\n\u0001' };
        await callbackData.keep('room', second);
        expect(await callbackData.find('room')).toEqual({ meetingId: 'room', recordingId: 7, urls: second });
        expect(await callbackData.find('Room')).toBeUndefined();
        await callbackData.link('nobody', 7);
        expect(await callbackData.find('nobody')).toBeUndefined();
      });

      it('are one row whoever keeps them at once', async () => {
        const { callbackData } = subject;
        const id = 'room '.repeat(2000);
        await Promise.all(
          Array.from({ length: 8 }, (_, index) => callbackData.keep(id, { ready_url: `http://${index}` })),
        );
        await callbackData.keep(id, { ready_url: 'http://last' });
        expect((await callbackData.find(id))?.urls).toEqual({ ready_url: 'http://last' });
      });
    });
  });
}

function metadatum(key: string, value: string) {
  return { key, value };
}
