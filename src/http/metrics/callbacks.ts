import { eventStates, type OutboxStore } from '../../callbacks/ports.ts';
import { StoreUnavailable } from '../../cluster/ports.ts';
import type { Metric } from './text.ts';

/** How much front-ends are still to be told; nothing while the database is away, or there is none. */
export async function callbackMetrics(outbox: Pick<OutboxStore, 'count'> | undefined): Promise<Metric[]> {
  try {
    const counts = await outbox?.count();
    const samples = counts ? eventStates.map((state) => ({ labels: { state }, value: counts[state] })) : [];
    return [{ name: 'scalelite_callbacks', type: 'gauge', help: 'What front-ends are told', samples }];
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return [];
  }
}
