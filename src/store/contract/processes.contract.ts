import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Crew, startCrew } from './crew.ts';
import {
  addServer,
  as,
  freshNumbers,
  known,
  loadOf,
  type OpenSubject,
  place,
  request,
  subjectOf,
} from './subject.ts';

const PROCESSES = 4;
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** What must hold when several processes work on one store at once. */
export function describeProcesses(name: string, open: OpenSubject): void {
  describe(`${name}: ${PROCESSES} processes at once`, { timeout: 60_000 }, () => {
    const subject = subjectOf(open);
    const store = () => subject().store;
    let crew: Crew;

    beforeAll(() => {
      crew = startCrew(PROCESSES);
    });
    beforeEach(() => crew.open(subject().config));
    afterEach(() => crew.close());
    afterAll(() => crew.stop());

    it('create one meeting on one server, 50 times over', async () => {
      for (const id of ['a', 'b', 'c']) await addServer(store(), { id });
      const numbers = freshNumbers(50);
      const requests = numbers.map((number, index) =>
        request('room', { voiceBridges: [number], moderatorPw: `pw${index}` }),
      );
      const placements = await crew.run('place', requests);
      const placed = placements.filter((placement) => placement.kind === 'placed');
      expect(placed).toHaveLength(1);
      const { meeting } = as('placed', placed[0] ?? { kind: 'foreign' });
      const known = placements.filter((placement) => placement.kind === 'known');
      expect(known).toHaveLength(49);
      for (const loser of known) expect(loser).toMatchObject({ meeting, creation: 'inFlight' });
      const loads = (await store().servers.list()).map((server) => server.load);
      expect(loads.toSorted()).toEqual([0, 0, 1]);
      for (const number of numbers.filter((one) => one !== meeting.voiceBridge)) {
        await place(store(), `other ${number}`, { voiceBridges: [number] });
      }
    });

    it('give different meetings different voice bridges, and count each', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await addServer(store(), { id });
      const numbers = freshNumbers(60);
      const requests = times(60, (index) => request(`room ${index}`, { voiceBridges: numbers }));
      const placements = await crew.run('place', requests);
      const claimed = placements.map((placement) => as('placed', placement).meeting.voiceBridge);
      expect(new Set(claimed)).toEqual(new Set(numbers));
      const loads = (await store().servers.list()).map((server) => server.load);
      expect(loads).toEqual([15, 15, 15, 15]);
    });

    it('lose no join, also while polls are written', async () => {
      await addServer(store(), { id: 'bbb1', loadMultiplier: 2 });
      await place(store(), 'room');
      let polled = 0;
      let joining = true;
      const joins = crew
        .run(
          'join',
          times(600, () => 'room'),
        )
        .finally(() => {
          joining = false;
        });
      while (joining) {
        const read = await known(store(), 'bbb1');
        const result = await store().servers.recordPoll('bbb1', read, {
          ...steady,
          load: (read.load ?? 0) + 3,
        });
        if (result.kind === 'written') polled += 1;
      }
      await joins;
      expect(polled).toBeGreaterThan(0);
      expect(await loadOf(store(), 'bbb1')).toBe(2 + 2 * 600 + 3 * polled);
    });

    it('lose nothing while all of them poll all servers, join and place', async () => {
      const servers = times(60, (index) => `bbb${index}`);
      for (const id of servers) await addServer(store(), { id });
      const rooms = times(60, (index) => `room ${index}`);
      for (const id of rooms) await place(store(), id);
      const { meetings } = store();
      const [polled, placed, joined, forgotten] = await Promise.all([
        crew.run(
          'poll',
          times(12, () => 3),
        ),
        Promise.all(times(60, (index) => meetings.place(request(`new ${index}`)))),
        Promise.all(times(300, (index) => meetings.locate(`room ${index % 60}`, { join: true }))),
        Promise.all(rooms.slice(0, 20).map((id) => meetings.forget(id, undefined, { release: true }))),
      ]);
      expect(polled).toEqual(times(12, () => 60));
      expect([...placed.map(({ kind }) => kind), ...forgotten]).toEqual([
        ...times(60, () => 'placed'),
        ...times(20, () => true),
      ]);
      const joins = joined.filter((one) => one !== undefined).length;
      expect(joins).toBeGreaterThanOrEqual(200);
      const loads = (await store().servers.list()).map(({ load = 0 }) => load);
      expect(loads.reduce((sum, load) => sum + load, 0)).toBe(60 + 60 - 20 + joins + 12 * 60 * 3);
    });

    it('place, join, settle, renew and forget without getting into each other’s way', async () => {
      const servers = ['a', 'b', 'c', 'd'];
      for (const id of servers) await addServer(store(), { id });
      const rooms = times(40, (index) => `room ${index}`);
      const { meetings } = store();
      const placed = await Promise.all(rooms.map((id) => place(store(), id)));
      const [leaving, staying] = [placed.slice(0, 10), placed.slice(10)];
      const ids = placed.map(({ meeting }) => meeting.id);
      const work = [
        ...times(10, (round) => meetings.renew(round % 2 ? ids : ids.toReversed(), 1000)),
        ...leaving.map(({ meeting }) => meetings.forget(meeting.id, meeting.serverId, { release: true })),
        ...staying.map(({ meeting }) => meetings.settle(meeting, 'settled', 1000)),
        ...times(60, (index) => meetings.locate(`room ${10 + (index % 30)}`, { join: true })),
      ];
      const creates = crew.run(
        'place',
        times(120, (index) => request(index % 2 ? `new ${index}` : `room ${10 + (index % 30)}`)),
      );
      const results = await Promise.all(work);
      expect(results).not.toContain(false);
      expect((await creates).filter(({ kind }) => kind === 'placed')).toHaveLength(60);
      const loads = (await store().servers.list()).map(({ load = 0 }) => load);
      expect(loads.reduce((sum, load) => sum + load, 0)).toBe(40 - 10 + 60 + 60);
    });

    it('move a meeting once', async () => {
      await addServer(store(), { id: 'bad' });
      await place(store(), 'room');
      for (const id of ['a', 'b', 'c']) await addServer(store(), { id });
      const move = () => request('room', { from: 'bad', exclude: ['bad'] });
      const placements = await crew.run('place', times(40, move));
      expect(placements.filter((placement) => placement.kind === 'placed')).toHaveLength(1);
      const servers = placements.map((placement) =>
        'server' in placement ? placement.server?.id : undefined,
      );
      expect(new Set(servers).size).toBe(1);
      const loads = (await store().servers.list()).map((server) => server.load ?? 0);
      expect(loads.toSorted()).toEqual([0, 0, 0, 1]);
    });

    it('forget a meeting once, and give its load back once', async () => {
      await addServer(store(), { id: 'bbb1', load: 10 });
      await place(store(), 'room');
      const forgotten = await crew.run(
        'forget',
        times(40, () => ({ id: 'room', serverId: 'bbb1' })),
      );
      expect(forgotten.filter(Boolean)).toHaveLength(1);
      expect(await loadOf(store(), 'bbb1')).toBe(10);
    });

    it('move or forget a meeting, not both', async () => {
      await addServer(store(), { id: 'bad' });
      await addServer(store(), { id: 'good', load: 5 });
      for (let round = 0; round < 10; round += 1) {
        const id = `room ${round}`;
        await place(store(), id, { exclude: ['good'] });
        const [moved, forgotten] = await Promise.all([
          crew.run('place', [request(id, { from: 'bad', exclude: ['bad'] })]),
          store().meetings.forget(id, 'bad', { release: true }),
        ]);
        expect(moved.map((placement) => placement.kind)).toEqual(['placed']);
        expect((await store().meetings.locate(id))?.server.id).toBe('good');
        expect(typeof forgotten).toBe('boolean');
        expect(await loadOf(store(), 'bad')).toBe(0);
        expect(await loadOf(store(), 'good')).toBe(6 + round);
      }
    });

    it('hold each lease alone', async () => {
      const names = times(200, (index) => `lease ${index}`);
      const inputs = times(20, (index) => ({
        names: index % 2 ? names : names.toReversed(),
        holder: `h${index}`,
      }));
      const held = await crew.run('acquire', inputs);
      const all = held.flatMap((mine) => [...mine]);
      expect(all).toHaveLength(200);
      expect(new Set(all)).toEqual(new Set(names));
    });

    it('spend a token once', async () => {
      await store().tokens.put('token', { recordId: 'r', format: 'video' }, 60);
      const taken = await crew.run(
        'take',
        times(40, () => 'token'),
      );
      expect(taken.filter((value) => value !== undefined)).toHaveLength(1);
    });

    it('migrate together', async () => {
      await crew.run(
        'migrate',
        times(PROCESSES, () => undefined),
      );
      await store().check();
    });
  });
}

const steady = { online: true, healthy: 0, unhealthy: 0 };
