import { expect, it } from 'vitest';
import { addServer } from '../../test/e2e/installation.ts';
import { showCapacity } from './capacity.ts';
import { perform } from './perform.ts';
import { openContext } from './testing.ts';

const figures = (users: number) => ({ meetings: 1, users, largestMeeting: users, videos: 0 });

it('the pool tells what room it has and how many servers it wants, by tag', async () => {
  const context = await openContext({ env: { CAPACITY_TARGET: '50', CAPACITY_USERS_PER_SERVER: '100' } });
  const { store } = context;
  await addServer(store, { id: 'bbb1', load: 60, figures: figures(60) });
  await addServer(store, { id: 'bbb2', load: 0, tag: 'large' });
  await addServer(store, { id: 'bbb3', load: 0, tag: 'large' });
  const told = await perform(showCapacity, context, {});
  expect(told).toMatchObject({ target: 50, users_per_server: 100, in_service: 3, wanted_servers: 3 });
  expect(told.groups).toEqual([
    {
      ...{ tag: null, in_service: 1, available: 1, users: 60, user_capacity: 100, free_users: 40 },
      ...{ utilisation: 0.6, wanted_servers: 2, dispensable: [] },
    },
    {
      ...{ tag: 'large', in_service: 2, available: 2, users: 0, user_capacity: 200, free_users: 200 },
      ...{ utilisation: 0, wanted_servers: 1, dispensable: ['bbb2'] },
    },
  ]);
  const morning = await perform(showCapacity, context, { target: 100, keep_free: 150 });
  expect(morning.groups.map(({ wanted_servers }) => wanted_servers)).toEqual([3, 2]);
});
