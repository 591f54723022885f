import { describe, expect, it } from 'vitest';
import { memoryOutbox } from '../../store/memory/outbox.ts';
import { callbackMetrics } from './callbacks.ts';
import { metricsText } from './text.ts';

describe('the metrics of callbacks', () => {
  it('tell how many wait, were delivered and were given up, and for how long the oldest waits', async () => {
    let now = 1_000_000;
    const outbox = memoryOutbox({ now: () => now, most: 10 });
    const event = { kind: 'analytics', receiver: 'https://lms.example.com', subject: 'room', payload: '{}' };
    await outbox.add([{ ...event, id: 'a' }]);
    await outbox.add([{ ...event, id: 'b' }], { holder: 'me', leaseMs: 60_000 });
    await outbox.giveUp('b', 'me', 'answered 410');
    await outbox.receiverFailed(event.receiver);
    await outbox.openCircuit(event.receiver, 60_000);
    now += 30_000;
    const lines = metricsText(await callbackMetrics(outbox)).split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
      'scalelite_callbacks{state="waiting"} 1',
      'scalelite_callbacks{state="delivered"} 0',
      'scalelite_callbacks{state="failed"} 1',
      'scalelite_callbacks_oldest_seconds 30',
      'scalelite_callback_circuits_open 1',
    ]);
  });

  it('are left out without a database', async () => {
    expect(await callbackMetrics(undefined)).toEqual([]);
  });
});
