import type { HookStore } from '../../callbacks/hooks/ports.ts';
import type { Metric } from './text.ts';

/** How many hooks front-ends have, and whether servers tell their events; nothing where there is no database. */
export async function hookMetrics(
  hooks: Pick<HookStore, 'count' | 'registrations'> | undefined,
): Promise<Metric[]> {
  if (hooks === undefined) return [];
  const [count, registrations] = await Promise.all([hooks.count(), hooks.registrations()]);
  const failing = registrations.filter(({ trouble }) => trouble !== undefined).length;
  return [
    {
      name: 'scalelite_hooks',
      type: 'gauge',
      help: 'Hooks of front-ends',
      samples: [{ value: count }],
    },
    {
      name: 'scalelite_hook_servers',
      type: 'gauge',
      help: 'Hooks of ours on servers: telling, or failing (registered nowhere, since the server can not)',
      samples: [
        { labels: { state: 'telling' }, value: registrations.length - failing },
        { labels: { state: 'failing' }, value: failing },
      ],
    },
  ];
}
