import { describe, expect, it } from 'vitest';
import type { Roster } from '../../cluster/roster.ts';
import { addServer, type OpenSubject, subjectOf } from './subject.ts';

const EMPTY: Roster = new Map();

const roster = (...entries: readonly (readonly [id: string, name: string, users: number])[]): Roster =>
  new Map(entries.map(([id, name, users]) => [id, { name, users }]));

export function describeRosters(name: string, open: OpenSubject): void {
  describe(`${name}: what servers say of their meetings`, () => {
    const subject = subjectOf(open);
    const store = () => subject().store;

    it('is kept by server, the last in place of the one before', async () => {
      for (const id of ['bbb1', 'bbb2', 'idle']) await addServer(store(), { id });
      expect(await store().rosters.list()).toEqual(new Map());
      await store().rosters.record('bbb1', roster(['maths', 'Algebra', 12], ['art', 'Art', 3]));
      await store().rosters.record('bbb2', roster(['music', 'Music', 0]));
      await store().rosters.record('bbb1', roster(['maths', 'Algebra', 13], ['latin', '', 1]));
      const first = roster(['latin', '', 1], ['maths', 'Algebra', 13]);
      expect(await store().rosters.list()).toEqual(
        new Map([
          ['bbb1', first],
          ['bbb2', roster(['music', 'Music', 0])],
        ]),
      );
      expect(await store().rosters.of('bbb1')).toEqual(new Map([['bbb1', first]]));
      expect(await store().rosters.of('idle')).toEqual(new Map());
    });

    it('is the same when the same is said again', async () => {
      await addServer(store(), { id: 'bbb1' });
      const said = roster(['maths', 'Algebra', 12]);
      await store().rosters.record('bbb1', said);
      await store().rosters.record('bbb1', said);
      expect(await store().rosters.list()).toEqual(new Map([['bbb1', said]]));
    });

    it('tells since when they are there, if that is a time', async () => {
      await addServer(store(), { id: 'bbb1' });
      const at = (createdAt: number) => ({ name: 'Algebra', users: 1, createdAt });
      await store().rosters.record(
        'bbb1',
        new Map([
          ['maths', at(1_795_321_099_810)],
          ['art', at(9e15)],
        ]),
      );
      const kept = (await store().rosters.of('bbb1')).get('bbb1');
      expect([kept?.get('maths')?.createdAt, kept?.get('art')?.createdAt]).toEqual([
        1_795_321_099_810,
        undefined,
      ]);
    });

    it('may hold any character, and names that are cut where BBB would take no more', async () => {
      await addServer(store(), { id: 'bbb1' });
      const odd = ['"', '\\', 'a\0b', '\u2028', 'Ünïcödé 数学 🎓', '__proto__', '{}', ''];
      const said = roster(...odd.map((text) => [`id ${text}`, text, 1] as const));
      await store().rosters.record('bbb1', said);
      expect(await store().rosters.of('bbb1')).toEqual(new Map([['bbb1', said]]));
      await store().rosters.record('bbb1', roster(['long', 'x'.repeat(300), 1]));
      const kept = (await store().rosters.of('bbb1')).get('bbb1')?.get('long');
      expect(kept?.name).toBe('x'.repeat(256));
    });

    it('is kept of many servers at once, of each the last', async () => {
      const ids = Array.from({ length: 30 }, (_, index) => `bbb${index}`);
      await Promise.all(ids.map((id) => addServer(store(), { id })));
      const told = (id: string, users: number) =>
        store().rosters.record(id, users === 0 ? EMPTY : roster(['maths', 'Algebra', users]));
      await Promise.all(ids.map((id) => told(id, 1)));
      await Promise.all([
        ...ids.map((id, index) => told(id, index % 3)),
        told('bbb1', 7),
        told('nowhere', 1),
        told('bbb2', 0),
      ]);
      const wanted = (id: string, index: number) => (id === 'bbb1' ? 7 : id === 'bbb2' ? 0 : index % 3);
      for (const [index, id] of ids.entries()) {
        const users = (await store().rosters.of(id)).get(id)?.get('maths')?.users ?? 0;
        expect([id, users]).toEqual([id, wanted(id, index)]);
      }
      expect((await store().rosters.list()).has('nowhere')).toBe(false);
    });

    it('is the last of two that are told at once, also of a server that had none', async () => {
      await addServer(store(), { id: 'bbb1' });
      await addServer(store(), { id: 'bbb2' });
      const said = roster(['maths', 'Algebra', 12]);
      const { rosters } = store();
      await Promise.all([rosters.record('bbb1', said), rosters.record('bbb1', EMPTY)]);
      await Promise.all([rosters.record('bbb2', EMPTY), rosters.record('bbb2', said)]);
      expect(await rosters.list()).toEqual(new Map([['bbb2', said]]));
    });

    it('is gone when there are no meetings any more', async () => {
      await addServer(store(), { id: 'bbb1' });
      await store().rosters.record('bbb1', EMPTY);
      await store().rosters.record('bbb1', roster(['maths', 'Algebra', 12]));
      await store().rosters.record('bbb1', EMPTY);
      expect(await store().rosters.list()).toEqual(new Map());
    });

    it('goes with its server, and is not taken of one that is not in the pool', async () => {
      await addServer(store(), { id: 'bbb1' });
      await store().rosters.record('bbb1', roster(['maths', 'Algebra', 12]));
      await store().servers.remove('bbb1');
      await store().rosters.record('bbb1', roster(['maths', 'Algebra', 13]));
      await addServer(store(), { id: 'bbb1' });
      expect(await store().rosters.list()).toEqual(new Map());
      expect(await store().rosters.of('bbb1')).toEqual(new Map());
    });
  });
}
