import { eventStates, type OutboxStore } from '../../callbacks/ports.ts';
import type { Metric } from './text.ts';

/** How much front-ends are still to be told; nothing where there is no database. */
export async function callbackMetrics(
  outbox: Pick<OutboxStore, 'count' | 'backlog'> | undefined,
): Promise<Metric[]> {
  if (outbox === undefined) return [];
  const [counts, { oldestMs, openCircuits }] = await Promise.all([outbox.count(), outbox.backlog()]);
  return [
    {
      name: 'scalelite_callbacks',
      type: 'gauge',
      help: 'What front-ends are told: waiting, delivered in the last day, failed (given up)',
      samples: eventStates.map((state) => ({ labels: { state }, value: counts[state] })),
    },
    {
      name: 'scalelite_callbacks_oldest_seconds',
      type: 'gauge',
      help: 'For how long the oldest one waits; 0: none does',
      samples: [{ value: (oldestMs ?? 0) / 1000 }],
    },
    {
      name: 'scalelite_callback_circuits_open',
      type: 'gauge',
      help: 'Receivers that are left alone for a while',
      samples: [{ value: openCircuits }],
    },
  ];
}
