import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { clearMeetings } from './clear-meetings.ts';
import { StoreUnavailable } from './ports.ts';

const SERVER = { id: 'bbb1', url: 'https://bbb1/bigbluebutton/api', secret: 's', online: true };

it('goes on with the other meetings when the store fails at one, and then tells', async () => {
  const ids = Array.from({ length: 100 }, (_, at) => `room ${String(at).padStart(2, '0')}`);
  const record = (id: string) => ({
    meeting: { id, serverId: 'bbb1', moderatorPw: 'pw', voiceBridge: undefined, tenantId: undefined },
    placedAgo: 0,
    expiresIn: 1000,
  });
  const ended: string[] = [];
  const cleared = clearMeetings(
    {
      meetings: {
        async *records() {
          yield ids.map(record);
        },
        async forget(id) {
          if (id === 'room 01') throw new StoreUnavailable('no connection is free');
          return true;
        },
      },
      strays: { note: async () => {}, take: async () => false },
      meetingTtl: 60,
      async end(_, { id }) {
        await delay(5);
        ended.push(id);
        return undefined;
      },
    },
    SERVER,
    {},
  );
  await expect(cleared).rejects.toThrow('no connection is free');
  expect(ended.toSorted()).toEqual(ids.filter((id) => id !== 'room 01'));
});
