import { expect, it } from 'vitest';
import { hookMetrics } from './hooks.ts';
import { metricsText } from './text.ts';

it('the metrics count hooks, and the servers that tell them their events', async () => {
  const text = metricsText(
    await hookMetrics({
      count: async () => 3,
      registrations: async () => [
        { serverId: 'bbb1', kind: 'mapped', trouble: undefined },
        { serverId: 'bbb2', kind: 'mapped', trouble: 'it does not answer' },
        { serverId: 'bbb2', kind: 'raw', trouble: undefined },
      ],
    }),
  );
  expect(text).toContain('scalelite_hooks 3\n');
  expect(text).toContain('scalelite_hook_servers{state="telling"} 2\n');
  expect(text).toContain('scalelite_hook_servers{state="failing"} 1\n');
  expect(await hookMetrics(undefined)).toEqual([]);
});
