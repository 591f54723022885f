import { z } from 'zod';
import { type Clearable, clearEach } from '../cluster/clear-meetings.ts';
import type { MeetingRecord } from '../cluster/meeting.ts';
import type { OperationContext } from './context.ts';
import { countEnding, endingDeps, endingFields } from './ending.ts';
import { failed, known } from './failure.ts';
import { meetingId, serverId, tenantId } from './fields.ts';
import { isOf } from './meetings.ts';
import { operation } from './operation.ts';

const ended = z.object(endingFields);

export const endMeeting = operation({
  name: 'meetings.end',
  method: 'POST',
  path: '/meetings/{id}/end',
  scope: 'operate',
  summary: 'End a meeting',
  description:
    'It is forgotten here, and its server is told to end it. When that fails it is forgotten all the same.',
  input: z.object({ id: meetingId }),
  output: ended,
  async run(context, { id }) {
    const [found] = await context.store.meetings.find([id]);
    return await end(context, [known('meeting', id, found)]);
  },
});

export const endMeetings = operation({
  name: 'meetings.end-many',
  method: 'POST',
  path: '/end-meetings',
  scope: 'operate',
  summary: 'End several meetings: those named, those of a server or tenant, or all',
  input: z.object({
    ids: z
      .array(meetingId)
      .min(1)
      .optional()
      .meta({ description: 'These meetings', examples: [['room-42']] }),
    server: serverId.optional().meta({ description: 'Those on this server' }),
    tenant: tenantId.optional().meta({ description: 'Those of this tenant' }),
    all: z
      .boolean()
      .default(false)
      .meta({ description: 'All that there are', examples: [true] }),
  }),
  output: ended,
  async run(context, { ids, server, tenant, all }) {
    const ways = [ids, server, tenant, all || undefined].filter((way) => way !== undefined);
    if (ways.length !== 1) {
      throw failed('which-meetings', {});
    }
    if (ids !== undefined) return await end(context, await named(context, ids));
    return await end(context, await chosen(context, server, tenant));
  },
});

/** Throws OperationFailed for one that is not there, before any is ended. */
async function named({ store }: OperationContext, ids: readonly string[]): Promise<MeetingRecord[]> {
  const records = new Map((await store.meetings.find(ids)).map((record) => [record.meeting.id, record]));
  return [...new Set(ids)].map((id) => known('meeting', id, records.get(id)));
}

async function chosen(
  { store }: OperationContext,
  server: string | undefined,
  tenant: string | undefined,
): Promise<MeetingRecord[]> {
  const found: MeetingRecord[] = [];
  for await (const chunk of store.meetings.records()) {
    found.push(...chunk.filter(({ meeting }) => isOf(meeting, server, tenant)));
  }
  return found;
}

async function end(
  context: OperationContext,
  records: readonly MeetingRecord[],
): Promise<z.input<typeof ended>> {
  const servers = new Map((await context.store.servers.list()).map((server) => [server.id, server]));
  const all: Clearable[] = records.map(({ meeting }) => ({ meeting, server: servers.get(meeting.serverId) }));
  const ending = countEnding(context, all.length);
  await clearEach(await endingDeps(context), all, ending.options);
  return ending.told();
}
