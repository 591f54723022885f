import { expect, it } from 'vitest';
import { addServer } from '../../test/e2e/installation.ts';
import { historyChanges } from './history-changes.ts';
import { perform } from './perform.ts';
import { cordonServer, removeServer } from './servers-state.ts';
import { openContext } from './testing.ts';

const MINUTE = 60_000;

it('whoever may look is told what became of the servers, and not by whom', async () => {
  const context = await openContext();
  await addServer(context.store, { id: 'bbb1', url: 'http://127.0.0.1:1/api' });
  const now = Date.now();
  const changes = [
    { serverId: 'bbb1', at: now - 90 * MINUTE, online: false },
    { serverId: 'bbb1', at: now - 30 * MINUTE, online: true },
  ];
  await (await context.database())?.history.record({ samples: [], changes }, { now });
  await perform(cordonServer, context, { id: 'bbb1' });
  await perform(removeServer, context, { id: 'bbb1' });
  const told = await perform(historyChanges, context, {});
  expect(told.map(({ kind }) => kind)).toEqual([
    ...['removed', 'disabled', 'cordoned', 'enabled', 'added'],
    'online',
  ]);
  expect(Object.keys(told[0] ?? {}).sort()).toEqual(['at', 'kind', 'server']);
  expect(await perform(historyChanges, context, { since: '2h', limit: 500 })).toContainEqual({
    ...{ at: expect.any(String), server: 'bbb1', kind: 'offline' },
  });
  expect(await perform(historyChanges, context, { limit: 1 })).toHaveLength(1);
});
