import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { memoryOutbox } from '../../store/memory/outbox.ts';
import { callbackMetrics } from './callbacks.ts';
import { metricsText } from './text.ts';

describe('the metrics of callbacks', () => {
  it('tell how many wait, were delivered and were given up', async () => {
    const outbox = memoryOutbox({ now: Date.now, most: 10 });
    const event = { kind: 'analytics', receiver: 'https://lms.example.com', subject: 'room', payload: '{}' };
    await outbox.add([{ ...event, id: 'a' }]);
    await outbox.add([{ ...event, id: 'b' }], { holder: 'me', leaseMs: 60_000 });
    await outbox.giveUp('b', 'me', 'answered 410');
    expect(
      metricsText(await callbackMetrics(outbox))
        .split('\n')
        .slice(2),
    ).toEqual([
      'scalelite_callbacks{state="waiting"} 1',
      'scalelite_callbacks{state="delivered"} 0',
      'scalelite_callbacks{state="failed"} 1',
      '',
    ]);
  });

  it('are left out without a database, and while it is away', async () => {
    expect(metricsText(await callbackMetrics(undefined))).toBe('');
    const count = async () => {
      throw new StoreUnavailable('PostgreSQL cannot be used');
    };
    expect(await callbackMetrics({ count })).toEqual([]);
  });
});
