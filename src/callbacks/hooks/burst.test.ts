import { expect, it } from 'vitest';
import { USUAL } from '../../bbb/hook-post.ts';
import { openContext } from '../../operations/testing.ts';
import { readPost, takeHookPost } from './take.ts';
import { createWhose } from './whose.ts';

const POSTS = 100;
const EACH = 100;

it('10,000 events in a burst are all kept, once each, and hold nothing up', async () => {
  const context = await openContext();
  const database = await context.database();
  if (database === undefined) throw new Error('there is no database');
  const { hooks, outbox } = database;
  const wish = { tenantId: undefined, meetingId: undefined, kind: 'mapped', signer: '' } as const;
  await hooks.add({ ...wish, callbackUrl: 'https://lms.example.com/all', events: [] });
  await hooks.add({ ...wish, callbackUrl: 'https://lms.example.com/ends', events: ['meeting-ended'] });
  const whose = createWhose({
    ...{ hooks, meetings: context.store.meetings, byTenant: false },
    urlsOf: async () => undefined,
    listed: async () => [],
  });
  let largest = 0;
  const deps = {
    ...{ hooks, whose, byTenant: false },
    outbox: {
      addAll: async (events: Parameters<typeof outbox.add>[0]) => {
        largest = Math.max(largest, events.length);
        await outbox.add(events);
      },
    },
  };
  const postOf = (number: number) => {
    const events = Array.from({ length: EACH }, (_, index) => {
      const meeting = `room ${(number * EACH + index) % 500}`;
      const attributes = {
        meeting: { 'external-meeting-id': meeting, 'internal-meeting-id': `of ${meeting}` },
      };
      return { data: { type: 'event', id: 'user-joined', attributes, event: { ts: number * EACH + index } } };
    });
    const fields = [
      { name: 'event', value: JSON.stringify(events) },
      { name: 'timestamp', value: String(number) },
    ];
    return { serverId: 'bbb1', fields, manner: USUAL };
  };
  const posts = Array.from({ length: POSTS }, (_, number) => postOf(number));
  for (const post of [...posts, ...posts.slice(0, 5)]) {
    const told = readPost(post);
    if (told) await takeHookPost(deps, post, told);
  }
  expect(await outbox.count()).toEqual({ waiting: POSTS * EACH, delivered: 0, failed: 0 });
  expect(largest).toBe(EACH);
  const [first] = await outbox.claim({
    holder: 'me',
    leaseMs: 60_000,
    kinds: ['hook'],
    limit: 32,
    perReceiver: 4,
  });
  expect(first?.subject).toBe('room 0');
});
