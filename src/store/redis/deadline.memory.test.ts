import { expect, it } from 'vitest';
import { bufferBytesHeldByOldObjects, collectYoung, liveBufferBytes } from '../../../test/helpers/buffers.ts';
import { createDeadline } from './deadline.ts';

const COMMANDS = 64;
const ROUNDS = 40;
const REPLY_BYTES = 10 * 1024;

it('replies are garbage once they were read, though the deadline itself is old', async () => {
  const inTime = createDeadline(60_000);
  const before = liveBufferBytes();
  for (let round = 0; round < ROUNDS; round++) {
    const commands = Array.from({ length: COMMANDS }, () => Promise.withResolvers<Buffer>());
    const replies = commands.map(({ promise }) => inTime(promise));
    for (const { resolve } of commands) resolve(Buffer.alloc(REPLY_BYTES));
    await Promise.all(replies);
    collectYoung();
  }
  expect(bufferBytesHeldByOldObjects() - before).toBeLessThan(2 * COMMANDS * REPLY_BYTES);
});
