import { expect, it } from 'vitest';
import type { EndedMeeting } from '../../cluster/news.ts';
import { type HookEvent, readEvents } from './event.ts';
import { createHookNews } from './news.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

const events = (id: string, meeting = 'room'): readonly HookEvent[] => {
  const attributes = {
    meeting: { 'external-meeting-id': meeting, 'internal-meeting-id': `${meeting}-1532718208098` },
  };
  return readEvents(JSON.stringify({ data: { id, attributes } }))?.events ?? [];
};

function opened(meetingEnded: (ended: EndedMeeting) => Promise<unknown>) {
  const looks: string[] = [];
  const news = createHookNews({ watch: { look: (id) => looks.push(id) }, meetingEnded, log: quiet });
  return { news, looks };
}

it('what changes a server’s load is a reason to look at it', () => {
  const { news, looks } = opened(async () => {});
  for (const id of ['chat-group-message-sent', 'rap-publish-ended', '']) news.hear('bbb1', events(id));
  expect(looks).toEqual([]);
  for (const id of ['meeting-created', 'user-joined', 'user-left', 'meeting-ended'])
    news.hear('bbb1', events(id));
  const raw = { envelope: { name: 'UserLeftMeetingEvtMsg' }, core: { body: { meetingId: 'x' } } };
  news.hear('bbb2', readEvents(JSON.stringify([raw]))?.events ?? []);
  expect(looks).toEqual(['bbb1', 'bbb1', 'bbb1', 'bbb1', 'bbb2']);
});

it('a meeting that ended is forgotten, a few at once, whatever becomes of one of them', async () => {
  const ended: EndedMeeting[] = [];
  let [running, most] = [0, 0];
  const { news } = opened(async (one) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    ended.push(one);
    if (ended.length === 1) throw new Error('a defect');
  });
  for (let i = 0; i < 20; i++) news.hear('bbb1', events('meeting-ended', `room ${i % 10}`));
  await news.settled();
  expect(ended.length).toBeGreaterThanOrEqual(10);
  expect(ended.length).toBeLessThanOrEqual(14);
  expect(most).toBe(4);
  expect(ended[0]).toEqual({ meetingId: 'room 0', serverId: 'bbb1', createdAt: 1532718208098 });
});

it('of thousands that end at once the polls find out', async () => {
  let forgotten = 0;
  const { news } = opened(async () => {
    forgotten += 1;
  });
  for (let i = 0; i < 10_000; i++) news.hear('bbb1', events('meeting-ended', `room ${i}`));
  await news.settled();
  expect(forgotten).toBe(1004);
});
