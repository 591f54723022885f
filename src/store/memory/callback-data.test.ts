import { expect, it } from 'vitest';
import { memoryCallbackData } from './callback-data.ts';

it('callback URLs in memory are replaced, linked, and give way to newer ones', async () => {
  const data = memoryCallbackData(2);
  await data.keep('a', { recording_ready_url: 'http://old' });
  await data.keep('b', {});
  await data.keep('a', { recording_ready_url: 'http://new' });
  await data.link('a', 7);
  await data.link('never', 7);
  await data.keep('c', {});
  expect(await data.find('a')).toEqual({
    meetingId: 'a',
    recordingId: 7,
    urls: { recording_ready_url: 'http://new' },
  });
  expect(await data.find('b')).toBeUndefined();
  expect(await data.find('never')).toBeUndefined();
});
