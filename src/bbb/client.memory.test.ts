import { expect, it } from 'vitest';
import { bufferBytesHeldByOldObjects, liveBufferBytes } from '../../test/helpers/buffers.ts';
import { startHttp } from '../../test/helpers/servers.ts';
import { createBbbClient } from './client.ts';

const CALLS = 64;
const ROUNDS = 20;
const ANSWER = Buffer.alloc(13 * 1024, 'x');

it('answers that were read are garbage at once, though their calls grew old waiting for them', async () => {
  const server = await startHttp((_, response) => void response.end(ANSWER));
  const client = createBbbClient({ hash: 'SHA256', connectTimeoutMs: 5000, responseTimeoutMs: 5000 });
  const target = { id: 'bbb1', url: `http://127.0.0.1:${server.port}`, secret: 'secret', online: true };
  const askOne = () => client.read(target, { call: 'getMeetings' }, (body) => body.length);
  const before = liveBufferBytes();
  for (let round = 0; round < ROUNDS; round++) {
    const lengths = Promise.all(Array.from({ length: CALLS }, askOne));
    // Whoever outlives two of these has grown old.
    bufferBytesHeldByOldObjects();
    expect(await lengths).toEqual(Array.from({ length: CALLS }, () => ANSWER.length));
  }
  const held = bufferBytesHeldByOldObjects() - before;
  await client.close();
  expect(held).toBeLessThan(2 * CALLS * ANSWER.length);
});
