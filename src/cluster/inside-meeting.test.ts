import { expect, it } from 'vitest';
import { insideMeeting } from './inside-meeting.ts';
import { innerId } from './isolated-id.ts';
import type { MeetingRecord } from './meeting.ts';

const onRecord = (...records: readonly (readonly [id: string, tenantId?: string])[]) => ({
  find: async (ids: readonly string[]): Promise<MeetingRecord[]> =>
    records
      .filter(([id]) => ids.includes(id))
      .map(([id, tenantId]) => ({
        meeting: { id, tenantId, serverId: 's', moderatorPw: 'p', voiceBridge: undefined },
        placedAgo: 0,
        expiresIn: 1000,
      })),
});

const inner = innerId('one', 'room');

it('a meeting is called by its inner ID inside, on record or not', async () => {
  expect(await insideMeeting(onRecord(), 'one', 'room')).toEqual({ id: inner, isOnRecord: false });
  const found = await insideMeeting(onRecord([inner, 'one'], ['room', 'one']), 'one', 'room');
  expect(found).toEqual({ id: inner, isOnRecord: true });
});

it('one that was created while IDs were everybody’s keeps its plain one, for its own tenant alone', async () => {
  const shared = onRecord(['room', 'one'], ['nobodys']);
  expect(await insideMeeting(shared, 'one', 'room')).toEqual({ id: 'room', isOnRecord: true });
  expect(await insideMeeting(shared, 'two', 'room')).toMatchObject({ isOnRecord: false });
  expect((await insideMeeting(shared, 'two', 'room')).id).toBe(innerId('two', 'room'));
  expect(await insideMeeting(shared, 'one', 'nobodys')).toMatchObject({ isOnRecord: false });
});

it('no meeting is reached by its inner ID from outside', async () => {
  const found = await insideMeeting(onRecord([inner, 'one']), 'one', inner);
  expect(found).toEqual({ id: innerId('one', inner), isOnRecord: false });
});
