import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HookStore, NewHook } from '../../callbacks/hooks/ports.ts';
import { hookWish as hook } from '../../callbacks/hooks/testing.ts';

export interface HooksSubject {
  readonly hooks: HookStore;
  cleanup(): Promise<void>;
}

export function describeHookStore(name: string, open: () => Promise<HooksSubject>): void {
  describe(`${name}: the hooks`, () => {
    let subject: HooksSubject;
    let hooks: HookStore;
    beforeEach(async () => {
      subject = await open();
      hooks = subject.hooks;
    });
    afterEach(() => subject.cleanup());

    const added = async (change: Partial<NewHook>) => (await hooks.add(hook(change))).hook;
    const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);

    it('have one for each callback URL of a tenant, and a number each', async () => {
      const { hook: one, isNew } = await hooks.add(hook({ meetingId: 'room', events: ['a', 'b'] }));
      expect(isNew).toBe(true);
      expect(one).toMatchObject(hook({ meetingId: 'room', events: ['a', 'b'] }));
      expect(one.id).toMatch(/^[1-9]\d*$/);
      expect(one.failingSince).toBeUndefined();
      expect(Math.abs(Date.now() - one.createdAt)).toBeLessThan(60_000);
      expect(await hooks.add(hook({ kind: 'raw' }))).toEqual({ hook: one, isNew: false });
      const other = await added({ tenantId: 't1' });
      expect(await hooks.list()).toEqual([one, other]);
      const again = await hooks.add(hook({ meetingId: 'other', signer: 'new' }));
      expect(again).toEqual({ hook: { ...one, signer: 'new' }, isNew: false });
      expect(await hooks.count()).toBe(2);
      expect(await hooks.count({ tenantId: 't1' })).toBe(1);
      expect(await hooks.count({ tenantId: undefined })).toBe(1);
      expect(await hooks.count({ tenantId: 't2' })).toBe(0);
    });

    it('are added once by many at the same time', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, () => hooks.add(hook())));
      expect(new Set(ids(all.map((one) => one.hook))).size).toBe(1);
      expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
    });

    it('are found, listed and removed by their owners', async () => {
      const mine = await added({ tenantId: 't1' });
      const nobodys = await added({});
      expect(await hooks.list({ tenantId: 't1' })).toEqual([mine]);
      expect(await hooks.list({ tenantId: undefined })).toEqual([nobodys]);
      expect(await hooks.find(mine.id)).toEqual(mine);
      for (const id of ['999999', 'x', '', '1e3', '-1', '0', '9'.repeat(40)]) {
        expect(await hooks.find(id)).toBeUndefined();
        expect(await hooks.remove(id)).toBeUndefined();
      }
      expect(await hooks.remove(mine.id, { tenantId: undefined })).toBeUndefined();
      expect(await hooks.remove(mine.id, { tenantId: 't2' })).toBeUndefined();
      expect(await hooks.remove(mine.id, { tenantId: 't1' })).toEqual(mine);
      expect(await hooks.remove(nobodys.id)).toEqual(nobodys);
      expect(await hooks.list()).toEqual([]);
    });

    it('are asked who is interested in a meeting', async () => {
      const all = await added({});
      const room = await added({ callbackUrl: 'https://lms.example.com/room', meetingId: 'room' });
      const raw = await added({ callbackUrl: 'https://lms.example.com/raw', kind: 'raw' });
      const theirs = await added({ tenantId: 't1' });
      const own = [undefined];
      expect(ids(await hooks.interested('mapped', ['room', 'x'], own))).toEqual([all.id, room.id]);
      expect(ids(await hooks.interested('mapped', ['other'], own))).toEqual([all.id]);
      expect(ids(await hooks.interested('mapped', [], own))).toEqual([all.id]);
      expect(ids(await hooks.interested('raw', ['room'], own))).toEqual([raw.id]);
      expect(ids(await hooks.interested('mapped', ['room'], ['t1', 't2']))).toEqual([theirs.id]);
      expect(await hooks.interested('mapped', ['room'], [])).toEqual([]);
    });

    it('remember since when one fails', async () => {
      const { id } = await added({});
      await hooks.failing(id, true);
      const since = (await hooks.find(id))?.failingSince ?? 0;
      expect(Math.abs(Date.now() - since)).toBeLessThan(60_000);
      await hooks.failing(id, true);
      expect((await hooks.find(id))?.failingSince).toBe(since);
      await hooks.failing(id, false);
      expect((await hooks.find(id))?.failingSince).toBeUndefined();
    });

    it('tell what they need of the servers', async () => {
      expect(await hooks.needs(9)).toEqual([]);
      await added({ meetingId: 'room', tenantId: 't1' });
      await added({ meetingId: 'room', tenantId: 't2', kind: 'raw' });
      const of = (tenantId: string) => [{ tenantId, meetingId: 'room' }];
      expect(await hooks.needs(9)).toEqual([
        { kind: 'mapped', all: false, meetings: of('t1') },
        { kind: 'raw', all: false, meetings: of('t2') },
      ]);
      await added({});
      expect(await hooks.needs(9)).toEqual([
        { kind: 'mapped', all: true, meetings: [] },
        { kind: 'raw', all: false, meetings: of('t2') },
      ]);
    });

    it('need all servers when more hear of one meeting each than are told one by one', async () => {
      for (const meetingId of ['a', 'b']) await added({ meetingId, callbackUrl: `https://lms/${meetingId}` });
      expect(await hooks.needs(2)).toMatchObject([{ all: false, meetings: [{ meetingId: 'a' }, {}] }]);
      expect(await hooks.needs(1)).toEqual([{ kind: 'mapped', all: true, meetings: [] }]);
    });

    it('know where they are registered, or why not', async () => {
      await hooks.register({ serverId: 'bbb2', kind: 'mapped', trouble: 'no answer' });
      await hooks.register({ serverId: 'bbb1', kind: 'raw', trouble: undefined });
      await hooks.register({ serverId: 'bbb2', kind: 'mapped', trouble: undefined });
      expect(await hooks.registrations()).toEqual([
        { serverId: 'bbb1', kind: 'raw', trouble: undefined },
        { serverId: 'bbb2', kind: 'mapped', trouble: undefined },
      ]);
      await hooks.unregister('bbb2', 'mapped');
      await hooks.unregister('bbb1', 'mapped');
      expect((await hooks.registrations()).map(({ serverId }) => serverId)).toEqual(['bbb1']);
    });

    it('remember whose meetings they heard of, for a while', async () => {
      const meeting = (internalId: string, tenantId?: string) => ({
        ...{ serverId: 'bbb1', internalId, meetingId: `room of ${internalId}`, tenantId },
        ownId: tenantId && 'own',
      });
      await hooks.remember([meeting('a'), meeting('b', 't1')]);
      await hooks.remember([{ ...meeting('a', 't2'), meetingId: 'other' }]);
      await hooks.remember([]);
      const known = async (server: string) =>
        (await hooks.recall(server, ['b', 'a', 'c'])).toSorted((x, y) =>
          x.internalId < y.internalId ? -1 : 1,
        );
      expect(await known('bbb1')).toEqual([meeting('a'), meeting('b', 't1')]);
      expect(await known('bbb2')).toEqual([]);
      await hooks.prune(60_000);
      expect(await known('bbb1')).toHaveLength(2);
      await hooks.prune(-60_000);
      expect(await known('bbb1')).toEqual([]);
    });
  });
}
