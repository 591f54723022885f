import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainPlacement } from '../../cluster/explain-placement.ts';
import type { AdminState } from '../../cluster/server.ts';
import { parseTag } from '../../cluster/tags.ts';
import { addServer, type OpenSubject, request, subjectOf } from './subject.ts';

const states: readonly AdminState[] = ['enabled', 'enabled', 'enabled', 'cordoned', 'disabled'];

const pools = fc.record({
  servers: fc.array(
    fc.record({
      state: fc.constantFrom(...states),
      load: fc.constantFrom(0, 1, 2, 2.5),
      tag: fc.constantFrom(undefined, undefined, 'x', 'y'),
      suspect: fc.constantFrom(false, false, true),
      offline: fc.constantFrom(false, false, true),
      capacity: fc.constantFrom({}, {}, { spare: true }, { maxMeetings: 1 }, { maxMeetings: 0, spare: true }),
    }),
    { maxLength: 6 },
  ),
  tag: fc.constantFrom('', 'x', 'x;y', 'x!', 'none', 'y;none!', 'z', 'z!'),
});

/** What operators are told of a placement is what a placement does. */
export function describeExplaining(name: string, open: OpenSubject): void {
  describe(`${name}: an explained placement`, () => {
    const subject = subjectOf(open);

    it('names the server that the next create goes to', async () => {
      const { store } = subject();
      let run = 0;
      const clear = async (): Promise<void> => {
        for (const { id } of await store.servers.list()) {
          await store.servers.suspect(id, 0);
          await store.servers.remove(id);
        }
      };
      const property = fc.asyncProperty(pools, async ({ servers, tag }) => {
        await clear();
        for (const [index, { suspect, offline, ...wanted }] of servers.entries()) {
          const server = await addServer(store, { id: `server-${index}`, ...wanted });
          if (suspect) await store.servers.suspect(server.id, 600);
          const down = { online: false, healthy: 0, unhealthy: 0, load: undefined };
          if (offline) await store.servers.recordPoll(server.id, server, down);
        }
        const suspects = await store.servers.suspects();
        const asked = { tag: parseTag(tag), exclude: new Set<string>(), suspects };
        const told = explainPlacement(await store.servers.list(), asked);
        const chosen = told.find(({ verdict }) => verdict === 'chosen')?.server.id;
        run += 1;
        const placed = await store.meetings.place(request(`room ${run}`, { tag: parseTag(tag) }));
        expect(placed.kind === 'placed' ? placed.server.id : undefined).toBe(chosen);
      });
      await fc.assert(property, { numRuns: 25, endOnFailure: true });
    });
  });
}
