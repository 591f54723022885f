import { describe, expect, it } from 'vitest';
import { listAudit } from './audit.ts';
import type { OperationContext } from './context.ts';
import { joinMeeting } from './meetings-join.ts';
import { perform } from './perform.ts';
import { openContext } from './testing.ts';

async function withMeeting(online = true): Promise<OperationContext> {
  const context = await openContext();
  const { servers, meetings } = context.store;
  const url = 'https://bbb1.example.com/bigbluebutton/api';
  await servers.add({ id: 'bbb1', url, secret: 's3cret', loadMultiplier: 1, tag: undefined });
  const server = await servers.setState('bbb1', 'enabled');
  if (server) await servers.recordPoll('bbb1', server, { online, healthy: 0, unhealthy: 0, load: 1 });
  const record = { serverId: 'bbb1', moderatorPw: 'mp', voiceBridge: undefined, tenantId: undefined };
  await meetings.settle({ id: 'room 42', ...record }, 'settled', 600);
  return context;
}

describe('joining a meeting to help', () => {
  it('goes to its server, as a moderator, and is on record', async () => {
    const context = await withMeeting();
    const { url } = await perform(joinMeeting, context, { id: 'room 42', name: 'Ann' });
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe('https://bbb1.example.com/bigbluebutton/api/join');
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ fullName: 'Ann', meetingID: 'room 42', password: 'mp', role: 'MODERATOR' },
      checksum: expect.stringMatching(/^[0-9a-f]{40,}$/),
    });
    const { items } = await perform(listAudit, context, { action: 'meeting.join' });
    expect(items).toMatchObject([{ subject: 'room 42', after: { name: 'Ann', server: 'bbb1' } }]);
    expect(JSON.stringify(items)).not.toMatch(/checksum|s3cret|"mp"/);
  });

  it('is refused where nobody can join, or there is no such meeting', async () => {
    const context = await withMeeting(false);
    await expect(perform(joinMeeting, context, { id: 'room 42' })).rejects.toMatchObject({ status: 409 });
    await expect(perform(joinMeeting, context, { id: 'other' })).rejects.toMatchObject({ status: 404 });
  });
});
