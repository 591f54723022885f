import { expect, it } from 'vitest';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { describeOutboxStore } from '../contract/outbox.contract.ts';
import { memoryOutbox } from './outbox.ts';

describeOutboxStore('memory', async () => ({
  outbox: memoryOutbox({ now: Date.now, most: 1000 }),
  cleanup: async () => {},
}));

it('the outbox in memory takes no more than it may hold', async () => {
  const outbox = memoryOutbox({ now: Date.now, most: 1 });
  const event = { kind: 'recording-ready', receiver: 'https://lms.example.com', subject: 'r', payload: '{}' };
  await outbox.add([{ id: 'a', ...event }]);
  await expect(outbox.add([{ id: 'b', ...event }])).rejects.toThrow(StoreUnavailable);
});
